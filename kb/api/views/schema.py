"""The description of /api/v1 itself. Open to everybody: it holds nothing of a store's content."""

from django.utils.module_loading import import_string
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.reading import read
from kb.api.schema import described
from kb.api.shapes.description import Description
from policies.publishing import current_revision


class SchemaView(APIView):
    authentication_classes = ()
    permission_classes = ()

    @described("get_schema", "This description: OpenAPI 3.1", gives=Description)
    def get(self, request: Request) -> Response:
        """For client generators and for `/api/v1/docs`. It needs no key and changes only with a new version of the program."""
        # By name, because making the description needs libraries that answering calls does not.
        description = import_string("kb.api.openapi.description.description")
        return read(request, description(), revision=current_revision())

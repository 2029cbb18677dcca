import os
import threading

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
application = get_wsgi_application()
# By name, because the search needs settings that are there only now. Serving does not wait for it.
threading.Thread(target=import_string("search.model.shelf.warm"), daemon=True).start()

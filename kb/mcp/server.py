"""The MCP server, by the official SDK. Only this module imports it: loading takes a second and 30 MB of memory, which none but
a process that an assistant asks should pay. So the view and the command import this module when they are first used."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, CallToolResult, ListToolsResult, TextContent, Tool, ToolAnnotations

from kb.mcp.calls import Api, use
from kb.mcp.tools import TOOLS
from kb.mcp.words import INSTRUCTIONS

READS_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


@dataclass(frozen=True, slots=True)
class Message:
    """A POST to /mcp; header names in lower case. `origins` are those whose pages may send it."""

    headers: Sequence[tuple[bytes, bytes]]
    body: bytes
    host: str
    origins: Sequence[str]


@dataclass(slots=True)
class Reply:
    status: int = 500
    headers: Sequence[tuple[bytes, bytes]] = ()
    body: bytes = b""


def answer_message(message: Message, api: Api) -> Reply:
    """Stateless: the SDK reads the one message, agrees on the protocol's version and writes the reply; nothing remains.

    Tools run in the thread that called, so they use its database connection.
    """
    return async_to_sync(_answer)(message, api)


def serve_stdio(api: Api) -> None:
    """Until the other side closes."""
    asyncio.run(_serve(api))


async def _answer(message: Message, api: Api) -> Reply:
    reply, is_read = Reply(), False

    async def receive() -> dict[str, Any]:
        nonlocal is_read
        if is_read:
            await asyncio.Event().wait()  # The other side is there until it has its reply.
        is_read = True
        return {"type": "http.request", "body": message.body, "more_body": False}

    async def send(part: Any) -> None:
        if part["type"] == "http.response.start":
            reply.status, reply.headers = part["status"], part["headers"]
        else:
            reply.body += part.get("body", b"")

    allowed = TransportSecuritySettings(allowed_hosts=[message.host], allowed_origins=list(message.origins))
    manager = StreamableHTTPSessionManager(_server(api), json_response=True, stateless=True, security_settings=allowed)
    scope = {"type": "http", "method": "POST", "path": "/mcp", "query_string": b"", "headers": list(message.headers)}
    async with manager.run():
        await manager.handle_request(scope, receive, send)
    return reply


async def _serve(api: Api) -> None:
    server = _server(api)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def _server(api: Api) -> Server[Any]:
    async def list_tools(_context: Any, _params: Any) -> ListToolsResult:
        return ListToolsResult(tools=TOLD_OF)

    async def call_tool(_context: Any, params: Any) -> CallToolResult:
        tool = TOOLS.get(params.name)
        if tool is None:
            raise MCPError(INVALID_PARAMS, f"name: There is no such tool. Choose one of {', '.join(TOOLS)}.")
        told = await sync_to_async(use)(tool, params.arguments or {}, api)
        texts = [TextContent(text=text) for text in told.texts]
        return CallToolResult(content=[*texts], structured_content=told.body, is_error=told.is_error)

    about: dict[str, Any] = {"title": "Concord", "version": "1", "instructions": INSTRUCTIONS}
    return Server("concord", **about, on_list_tools=list_tools, on_call_tool=call_tool)


TOLD_OF = [
    Tool(name=tool.name, title=tool.title, description=tool.description, input_schema=tool.schema, annotations=READS_ONLY)
    for tool in TOOLS.values()
]

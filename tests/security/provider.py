"""A small provider of single sign-on over HTTP: discovery, keys, codes, tokens that are signed, and who somebody is."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "concord", "a secret between two"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """`says` are the claims of whoever logs in next; `lies` replaces claims of the user's page alone."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.says: dict[str, Any] = {}
        self.lies: dict[str, Any] = {}
        self.audience = CLIENT
        self.codes: dict[str, str] = {}
        self.asked: list[str] = []

    def log_in(self, where: str) -> str:
        """What the browser does there: the address with which it comes back. Refuses what a provider must refuse."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}
        assert where.startswith(f"{self.address}/authorize"), where
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked["code_challenge"]
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, list[str]]) -> dict[str, Any] | None:
        """A code is good once, and for who can show what its challenge was made of (RFC 7636)."""
        challenge = self.codes.pop(form.get("code", [""])[0], None)
        verifier = hashlib.sha256(form.get("code_verifier", [""])[0].encode()).digest()
        if challenge != base64.urlsafe_b64encode(verifier).rstrip(b"=").decode():
            return None
        now = int(time.time())
        claims = {"iss": self.address, "aud": self.audience, "iat": now, "exp": now + 60, **self.says}
        signed = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": "opaque", "token_type": "Bearer", "expires_in": 60, "id_token": signed}

    def answer(self, path: str, form: dict[str, list[str]]) -> dict[str, Any] | None:
        self.asked.append(path)
        match path:
            case "/.well-known/openid-configuration":
                at = {name: f"{self.address}/{name.partition('_')[0]}" for name in ("token_endpoint", "userinfo_endpoint")}
                return {"issuer": self.address, "authorization_endpoint": f"{self.address}/authorize", **at} | {
                    "jwks_uri": f"{self.address}/keys"
                }
            case "/keys":
                return {"keys": [{**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "one"}]}
            case "/token":
                return self.token(form)
            case "/userinfo":
                return {**self.says, **self.lies}
        return None


@contextmanager
def provider() -> Iterator[Provider]:
    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            found = at.answer(urlsplit(self.path).path, parse_qs(self.rfile.read(length).decode()))
            body = json.dumps(found or {"error": "invalid_grant"}).encode()
            self.send_response(200 if found else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_said: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    at = Provider(server.server_address[1])
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield at
    server.shutdown()
    server.server_close()

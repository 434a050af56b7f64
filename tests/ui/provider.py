"""A provider of identities (OpenID Connect) on this machine: everybody is who it is told."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlparse

from joserfc import jwt
from joserfc.jwk import RSAKey


@dataclass
class Provider:
    """Where it listens, whom it takes everybody for, and what it was asked for."""

    url: str
    client: str
    secret: str
    claims: dict[str, Any]
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    nonce: str = ""

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }  # fmt: skip

    def token(self) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": self.client, "sub": "1", "iat": now, "exp": now + 600,
            "nonce": self.nonce, **self.claims,
        }  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        self.tokens.append(signed)
        return {"access_token": "ACCESS-TOKEN", "token_type": "Bearer", "id_token": signed}


class _Server(ThreadingHTTPServer):
    provider: Provider


@contextmanager
def provided(**claims: Any) -> Iterator[Provider]:
    """A provider that takes everybody for whom the claims say."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.provider = Provider(
        url=f"http://127.0.0.1:{server.server_port}", client="planner-app",
        secret="CLIENT-SECRET", claims=claims,
    )  # fmt: skip
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked, provider = urlparse(self.path), self._provider()
        provider.asked.append(asked.path)
        if asked.path == "/.well-known/openid-configuration":
            self._answer(provider.configuration())
        elif asked.path == "/keys":
            self._answer({"keys": [provider.key.as_dict(private=False, use="sig", alg="RS256")]})
        elif asked.path == "/authorize":
            words = {name: values[0] for name, values in parse_qs(asked.query).items()}
            provider.nonce = words.get("nonce", "")
            back = urlencode({"code": "CODE", "state": words["state"]})
            self.send_response(302)
            self.send_header("Location", f"{words['redirect_uri']}?{back}")
            self.end_headers()
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._provider().asked.append(urlparse(self.path).path)
        self._answer(self._provider().token())

    def _provider(self) -> Provider:
        assert isinstance(self.server, _Server)
        return self.server.provider

    def _answer(self, content: dict[str, Any]) -> None:
        data = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""

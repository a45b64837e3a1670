"""A small OpenID provider on this machine: real keys, real HTTP, and told to misbehave where a test says so."""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT_ID, CLIENT_SECRET = "retold", "a secret between the two"


class SmallProvider:
    """Whoever comes is signed in as `claims` says; what else it does wrong is set by the test."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.keys = [RSAKey.generate_key(2048, {"kid": "first"})]
        self.claims: dict[str, Any] = {}
        self.now = time.time
        self.header: dict[str, Any] = {}  # instead of RS256 and the newest key's id
        self.signing_key: Any = None  # instead of the newest key
        self.is_signed_with_public_key = False  # as if that were a secret that both share
        self.token_answer: Any = None  # instead of what the code was exchanged for
        self.seen: list[dict[str, str]] = []  # what the token endpoint was asked
        self._codes: dict[str, dict[str, str]] = {}

    def let_through(self, request: Request) -> RedirectResponse:
        """The place where people sign in; it asks for nothing."""
        asked = dict(request.query_params)
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 303)

    async def exchange(self, request: Request) -> JSONResponse:
        """A code becomes a token, once, for who can prove to have begun."""
        form = {key: value[0] for key, value in parse_qs((await request.body()).decode()).items()}
        self.seen.append(form)
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = _base64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            request.headers.get("authorization") != f"Basic {basic}"
            or asked is None
            or asked["redirect_uri"] != form.get("redirect_uri")
            or asked["code_challenge_method"] != "S256"
            or asked["code_challenge"] != challenge.decode()
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        if self.token_answer is not None:
            return JSONResponse(self.token_answer)
        now = int(self.now())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "u-1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        } | self.claims
        said = self._forged(claims) if self.is_signed_with_public_key else self._signed(claims)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": said})

    def _signed(self, claims: dict[str, Any]) -> str:
        key = self.signing_key or self.keys[-1]
        header = {"alg": "RS256", "kid": self.keys[-1].kid} | self.header
        return jwt.encode(header, claims, key, algorithms=["RS256", "none"])

    def _forged(self, claims: dict[str, Any]) -> str:
        header = {"alg": "HS256", "kid": self.keys[-1].kid}
        signed = b".".join(_base64(json.dumps(each).encode()) for each in (header, claims))
        secret = self.keys[-1].as_pem(private=False)
        mark = _base64(hmac.new(secret, signed, hashlib.sha256).digest())
        return (signed + b"." + mark).decode()

    def app(self) -> FastAPI:
        """Its four addresses."""
        app = FastAPI()
        app.get("/authorize")(self.let_through)
        app.post("/token")(self.exchange)

        @app.get("/keys")
        def keys() -> Any:
            return KeySet(self.keys).as_dict(private=False)

        @app.get("/.well-known/openid-configuration")
        def described() -> dict[str, Any]:
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "end_session_endpoint": f"{self.issuer}/leave",
            }

        return app


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


@contextmanager
def small_provider() -> Iterator[SmallProvider]:
    """One that listens on the loopback address while it is needed."""
    listening = socket.create_server(("127.0.0.1", 0))
    provider = SmallProvider(f"http://127.0.0.1:{listening.getsockname()[1]}")
    server = uvicorn.Server(uvicorn.Config(provider.app(), log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join()

"""A company's own sign-in, by OpenID Connect: the code flow, with PKCE, state and nonce.

What an attempt is recognised by is derived from one secret, which only the browser that began it
holds; so nothing has to be kept here, and nobody can finish what another browser began.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from pipeline.settings import SignIn

BACK = "/sign-in/back"
# Signed with a key of the provider's own: no secret that others know too, and never "none".
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
LEEWAY_S = 60  # by how much the provider's clock may differ
PATIENCE_S = 10.0
FRESH = timedelta(hours=1)  # how long what the provider says of itself is believed
SOONEST = timedelta(minutes=1)  # between two looks for a key that was not there
ATTEMPT = timedelta(minutes=10)  # from setting out to coming back


class ProviderError(Exception):
    """Nobody was signed in. `what` is the screen's word for it, `why` the audit's."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")
        self.what, self.why = what, why


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in that a browser began, and where it wanted to go."""

    secret: str
    began_s: int  # Unix time
    onward: str

    @classmethod
    def begin(cls, onward: str, now: datetime) -> "Attempt":
        """A new one."""
        return cls(secrets.token_urlsafe(32), int(now.timestamp()), onward)

    @classmethod
    def from_cookie(cls, text: str, now: datetime) -> "Attempt":
        """The one that the browser brings back; raises ProviderError when it has none, or too late."""
        secret, began_s, onward = [*text.split(".", 2), "", ""][:3]
        if not secret or not began_s.isdecimal() or len(began_s) > 12:
            raise ProviderError("not_begun", "no_attempt")
        if not timedelta() <= now - datetime.fromtimestamp(int(began_s), now.tzinfo) < ATTEMPT:
            raise ProviderError("not_begun", "too_late")
        return cls(secret, int(began_s), unquote(onward))

    @property
    def cookie(self) -> str:
        """What the browser keeps meanwhile."""
        return f"{self.secret}.{self.began_s}.{quote(self.onward, safe='')}"

    def derived(self, purpose: str) -> str:
        """The state, nonce or verifier of this attempt."""
        return hmac.new(self.secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Described:
    """What the provider says of itself."""

    authorization: str
    token: str
    keys: str
    end_session: str | None
    auth_methods: tuple[str, ...]
    read_at: datetime


class Provider:
    """The provider that the settings name; what it says of itself is read when first needed."""

    def __init__(self, settings: SignIn, secret: str) -> None:
        self.settings = settings
        self._secret = secret
        self._lock = Lock()
        self._described: Described | None = None
        self._keys: KeySet | None = None
        self._keys_at: datetime | None = None

    @property
    def issuer(self) -> str:
        """As it names itself."""
        return self.settings.issuer

    def way_in(self, attempt: Attempt, now: datetime) -> str:
        """Where the browser goes to sign in; raises ProviderError when the provider is out of reach."""
        described = self._describe(now)
        with self._client(described) as client:
            href, _ = client.create_authorization_url(
                described.authorization,
                state=attempt.derived("state"),
                nonce=attempt.derived("nonce"),
                code_verifier=attempt.derived("verifier"),
            )
        return str(href)

    def way_out(self, now: datetime) -> str | None:
        """Where one signs out at the provider itself, if it has such a place."""
        described = self._describe(now)
        if described.end_session is None:
            return None
        told = {
            "client_id": self.settings.client_id,
            "post_logout_redirect_uri": self.settings.address.rstrip("/") + "/sign-in",
        }
        return f"{described.end_session}{'&' if '?' in described.end_session else '?'}{urlencode(told)}"

    def claims(self, attempt: Attempt, answer: Mapping[str, str], now: datetime) -> dict[str, Any]:
        """What the provider says of whoever comes back with its `answer`, proven to be its own word.

        Raises ProviderError for everything that is not as it must be.
        """
        if not hmac.compare_digest(
            answer.get("state", "").encode(), attempt.derived("state").encode()
        ):
            raise ProviderError("not_begun", "other_state")
        if answer.get("iss", self.issuer) != self.issuer:
            raise ProviderError("not_proven", "other_issuer")
        if "error" in answer:
            raise ProviderError("not_allowed", _word(answer["error"]))
        described = self._describe(now)
        token = self._fetch_token(described, attempt, answer.get("code", ""))
        return self._proven(token, attempt, described, now)

    def _fetch_token(self, described: Described, attempt: Attempt, code: str) -> dict[str, Any]:
        if not code:
            raise ProviderError("not_proven", "no_code")
        try:
            with self._client(described) as client:
                return dict(
                    client.fetch_token(
                        described.token,
                        grant_type="authorization_code",
                        code=code,
                        code_verifier=attempt.derived("verifier"),
                    )
                )
        except OAuthError as error:
            raise ProviderError("not_proven", _word(str(error.error))) from None
        except (httpx2.HTTPError, ValueError):
            raise ProviderError("unreachable", "no_token") from None

    def _proven(
        self, token: Mapping[str, Any], attempt: Attempt, described: Described, now: datetime
    ) -> dict[str, Any]:
        said = token.get("id_token")
        if not isinstance(said, str):
            raise ProviderError("not_proven", "no_id_token")
        try:
            try:
                read = jwt.decode(said, self._key_set(described, now), ALGORITHMS)
            except InvalidKeyIdError:
                read = jwt.decode(said, self._key_set(described, now, is_unknown=True), ALGORITHMS)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self.settings.client_id},
                    "sub": {"essential": True},
                },
                {
                    "nonce": attempt.derived("nonce"),
                    "client_id": self.settings.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(int(now.timestamp()), LEEWAY_S)
        except JoseError as error:
            claim = getattr(error, "claim", "")
            raise ProviderError("not_proven", _word(f"{error.error} {claim}".strip())) from None
        except ValueError:  # not even the form of a token
            raise ProviderError("not_proven", "no_token") from None
        return dict(claims)

    def _describe(self, now: datetime) -> Described:
        with self._lock:
            found = self._described
            if found is None or not timedelta() <= now - found.read_at < FRESH:
                found = self._described = self._read_description(now)
                self._keys = None
            return found

    def _read_description(self, now: datetime) -> Described:
        told = _fetched(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if told.get("issuer") != self.issuer:
            raise ProviderError("unreachable", "names_itself_otherwise")
        places = {
            name: told.get(name)
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        }
        end_session = told.get("end_session_endpoint")
        if not all(self._is_as_safe(place) for place in places.values()):
            raise ProviderError("unreachable", "unsafe_address")
        return Described(
            str(places["authorization_endpoint"]),
            str(places["token_endpoint"]),
            str(places["jwks_uri"]),
            str(end_session) if self._is_as_safe(end_session) else None,
            tuple(told.get("token_endpoint_auth_methods_supported") or ("client_secret_basic",)),
            now,
        )

    def _is_as_safe(self, place: Any) -> bool:
        """Over TLS wherever the issuer is."""
        scheme = urlsplit(place).scheme if isinstance(place, str) else ""
        return scheme == "https" or (scheme == "http" and self.issuer.startswith("http:"))

    def _key_set(self, described: Described, now: datetime, *, is_unknown: bool = False) -> KeySet:
        """The provider's keys; read again when it signed with one that is unknown."""
        with self._lock:
            is_due = self._keys_at is None or now - self._keys_at >= SOONEST
            if self._keys is None or (is_unknown and is_due):
                told = _fetched(described.keys)
                try:
                    self._keys = KeySet.import_key_set(told)  # type: ignore[arg-type]
                except (JoseError, KeyError, TypeError, ValueError):
                    raise ProviderError("unreachable", "no_keys") from None
                self._keys_at = now
            return self._keys

    def _client(self, described: Described) -> OAuth2Client:
        methods = described.auth_methods
        is_basic = "client_secret_basic" in methods or "client_secret_post" not in methods
        with_secret = "client_secret_basic" if is_basic else "client_secret_post"
        return OAuth2Client(
            self.settings.client_id,
            self._secret or None,
            token_endpoint_auth_method=with_secret if self._secret else "none",
            scope=self.settings.scope,
            redirect_uri=self.settings.address.rstrip("/") + BACK,
            code_challenge_method="S256",
            timeout=PATIENCE_S,
        )


def _fetched(url: str) -> dict[str, Any]:
    try:
        answer = httpx2.get(url, timeout=PATIENCE_S)
        answer.raise_for_status()
        told = answer.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
        raise ProviderError("unreachable", "no_answer") from None
    if not isinstance(told, dict):
        raise ProviderError("unreachable", "no_answer")
    return told


def _word(text: str) -> str:
    """What others say, short and plain enough for the audit."""
    return "".join(each if each.isalnum() else "_" for each in text[:60]).lower() or "unknown"


def provider_of(settings: SignIn) -> Provider | None:
    """The provider of the settings, None when they name none.

    Raises ValueError when the file with the secret cannot be read.
    """
    if not settings.issuer:
        return None
    secret, file = settings.client_secret.get_secret_value(), settings.client_secret_file
    if not secret and file is not None:
        try:
            secret = file.expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"sign_in.client_secret_file: {file}: {error}") from None
    return Provider(settings, secret)

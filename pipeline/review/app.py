"""Serves the report's pages from the published store, made anew when a newer night is published."""

import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

import uvicorn
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import FileResponse

from pipeline.reports import Rows, write_report

# Pages come from this machine alone and are shown in no other page; Plotly needs inline styles.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Published(Rows, Protocol):
    """The published store: rows of named queries, and whether a newer night has come."""

    def reopen_if_switched(self) -> bool:
        """Look at the newest night; whether it is another than before."""


def create_app(
    published: Published,
    folder: Path,
    *,
    language: str = "nl",
    timezone: str = "Europe/Amsterdam",
    audio_days: int = 0,
) -> FastAPI:
    """An app that shows what is published; the pages are kept in `folder`, private to its owner.

    With `audio_days`, recordings are offered of contacts that began within so many days.
    """
    app = FastAPI(title="retold", docs_url=None, redoc_url=None, openapi_url=None)
    making = threading.Lock()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def write() -> None:
        write_report(published, folder, language=language, timezone=timezone, audio_days=audio_days)

    write()

    @app.middleware("http")
    async def guard(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        response = await call_next(request)
        response.headers.update(HEADERS)
        return response

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/{path:path}")
    def page(path: str) -> FileResponse:
        with making:
            if published.reopen_if_switched():
                write()
        wanted = (folder / (path or "index.html")).resolve()
        if not wanted.is_relative_to(folder.resolve()) or not wanted.is_file():
            raise HTTPException(404, "there is no such page; go back to /")
        return FileResponse(wanted)

    return app


def serve_screens(
    published: Published,
    folder: Path,
    *,
    host: str,
    port: int,
    language: str = "nl",
    timezone: str = "Europe/Amsterdam",
    audio_days: int = 0,
) -> None:
    """Serve the screens until interrupted."""
    app = create_app(published, folder, language=language, timezone=timezone, audio_days=audio_days)
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False)

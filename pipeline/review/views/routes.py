"""Pages with their filters, kept under a name, each with a link that can be shared."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from pipeline.review.ledger import find_view, remove_view, save_view, views_of
from pipeline.review.pages import KEPT
from pipeline.review.visit import Form, SignedIn

router = APIRouter()
LONGEST_NAME, LONGEST_PATH = 80, 2000


@router.get("/views")
def views(visit: SignedIn, csv: str = "") -> Response:
    """The views that the visitor keeps."""
    found = views_of(visit.screens.ledger, visit.name)
    base = str(visit.request.base_url).rstrip("/")
    if csv:
        told = [
            {"name": each.name, "path": each.path, "link": f"{base}/view/{each.view_id}"}
            for each in found
        ]
        return visit.csv("views", told)
    return visit.page(
        "views.html",
        views=[
            {
                "view_id": each.view_id,
                "name": each.name,
                "path": each.path,
                "screen": visit.words("nav." + each.path.split("?")[0].strip("/")),
                "link": f"{base}/view/{each.view_id}",
                "at": visit.words.day(each.at),
            }
            for each in found
        ],
    )


@router.get("/view/{view_id}")
def open_view(visit: SignedIn, view_id: str) -> RedirectResponse:
    """On to the page; what is seen there depends on who looks, not on who kept it."""
    found = find_view(visit.screens.ledger, view_id)
    if found is None:
        raise HTTPException(404, "view")
    return visit.go(found.path)


@router.post("/views")
def keep(visit: SignedIn, form: Form) -> RedirectResponse:
    """Keep a page under a name; an earlier one of that name goes."""
    name, path = form.get("name", "").strip()[:LONGEST_NAME], form.get("path", "")
    is_ours = path.split("?")[0] in KEPT and path.isprintable() and len(path) <= LONGEST_PATH
    if not name or not is_ours:
        raise HTTPException(400, "view_name")
    save_view(visit.screens.ledger, visit.name, name, path, visit.now)
    visit.note("view_kept", path.split("?")[0])
    return visit.go("/views")


@router.post("/views/remove")
def remove(visit: SignedIn, form: Form) -> RedirectResponse:
    """Let go of a view of one's own."""
    if not remove_view(visit.screens.ledger, visit.name, form.get("view_id", "")):
        raise HTTPException(404, "view")
    visit.note("view_removed", f"view/{form['view_id']}")
    return visit.go("/views")

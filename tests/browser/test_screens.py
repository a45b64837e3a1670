"""The screens in a real browser: a coach's way and a process owner's, by mouse and by keyboard."""

from tests.browser.chromium import NEEDED, Page
from tests.browser.conftest import DRAWN, arrive, fill, press, sign_in

pytestmark = NEEDED


def test_a_coach_finds_a_call_hears_it_disagrees_and_sees_that_counted(
    page: Page, site: str
) -> None:
    sign_in(page, site, "second_coach", "/hour")
    arrive(page, "/hour")
    page.click(".pick a[href='/call/leak']")
    arrive(page, "/call/leak")
    page.until(DRAWN)

    # Hears the retelling: the turn in the second leg in which the story comes again.
    page.click("#turn-6 .play")
    page.until("!document.getElementById('sound-0').paused")
    second = page.ask(
        "Number(document.querySelector('#turn-6 .play').dataset.sounds.split(':')[1])"
    )
    page.until(f"document.getElementById('sound-0').currentTime > {second}")
    page.until("document.getElementById('turn-6').classList.contains('is-heard')")

    # Disagrees with the effort, in words.
    page.click("#effort ~ .verdict summary")
    fill(page, "#effort ~ .verdict input[name=correction]", "4.5")
    fill(page, "#effort ~ .verdict input[name=reason]", "she was helped in the end")
    page.click("#effort ~ .verdict .stack button")
    page.until(
        "location.hash === '#effort' && document.querySelector('#effort ~ .verdict .given') !== null"
    )
    said = page.ask("document.querySelector('#effort ~ .verdict .given').textContent")
    assert "cees" in said
    assert "4.5" in said
    assert "she was helped in the end" in said
    assert page.ask("document.getElementById('waterfall-figure') !== null")  # the machine's stays

    page.click(".tabs a[href='/agreement']")
    arrive(page, "/agreement")
    rows = page.ask(
        "[...document.querySelectorAll('#program ~ table tbody tr')].map(r => r.innerText)"
    )
    effort = next(row for row in rows if row.startswith("Customer effort"))
    assert effort.split("\t")[1:4] == ["0", "1", "0"]  # right, different, unsure
    assert "too few: 1 of 10" in effort
    assert page.errors == []


def test_a_process_owner_goes_from_the_bad_flow_to_the_words_that_prove_it(
    page: Page, site: str
) -> None:
    sign_in(page, site, "process_owner")
    arrive(page, "/handoffs")
    page.until(DRAWN)
    x, y = page.ask(
        "(() => { const link = document.querySelector('.sankey-link');"
        " link.scrollIntoView({block: 'center', behavior: 'instant'});"
        " const b = link.getBoundingClientRect();"
        " return [b.x + b.width / 2, b.y + b.height / 2]; })()"
    )
    page.click_at(x, y)
    arrive(page, "/handoffs/calls")
    assert "keukenvloer" in page.ask("document.querySelector('.quoted').textContent")
    page.click(".quoted.kind-repeat_story a")
    arrive(page, "/call/leak")
    page.until("document.activeElement.id.startsWith('turn-')")
    assert page.errors == []


def test_a_verdict_is_one_click_and_stays_pressed(page: Page, site: str) -> None:
    sign_in(page, site, "second_coach", "/call/leak")
    page.until(DRAWN)
    page.click("#finding-1 .quick button[value=rejected]")
    page.until("document.querySelector('#finding-1 .quick [aria-pressed=true]') !== null")
    pressed = "document.querySelector('#finding-1 .quick [aria-pressed=true]').value"
    assert page.ask(pressed) == "rejected"


def test_a_scorecard_is_filled_in_beside_the_programs_answer(page: Page, site: str) -> None:
    sign_in(page, site, "second_coach", "/call/leak")
    page.until(DRAWN)
    card = "article.card:nth-of-type(2)"
    page.click(f"{card} summary")
    assert "no found: Repeat story" in page.ask(
        f"document.querySelector('{card} .program').innerText.replace(/\\s+/g, ' ')"
    )
    page.click(f"{card} input[value='1']")
    page.click(f"{card} button.primary")
    page.until("location.hash.startsWith('#card-')")
    page.until(f"document.querySelector('{card} .score') !== null")
    assert "100% cees" in page.ask(f"document.querySelector('{card} .score').innerText")
    assert page.errors == []


def test_sound_that_takes_a_while_to_make_says_so(page: Page, site: str) -> None:
    sign_in(page, site, "second_coach", "/call/leak")
    page.call("Fetch.enable", patterns=[{"urlPattern": "*/sound/*"}])  # answered by nobody
    page.open(f"{site}/call/leak")
    page.until("!document.querySelector('.controls').hidden")
    assert page.ask("document.querySelector('.preparing').hidden")
    page.click("[data-do=play]")
    page.until("!document.querySelector('.preparing').hidden")
    page.call("Fetch.disable")  # and then it comes
    page.until("document.querySelector('.preparing').hidden")


def test_the_player_obeys_buttons_and_keys(page: Page, site: str) -> None:
    sign_in(page, site, "second_coach", "/call/leak")
    page.until("document.querySelector('.controls') && !document.querySelector('.controls').hidden")
    sound = "document.getElementById('sound-0')"
    page.until(f"{sound}.duration > 0")
    press(page, " ", "Space", 32, " ")
    page.until(f"!{sound}.paused && {sound}.currentTime > 0")
    page.until("document.querySelector('.preparing').hidden")
    press(page, " ", "Space", 32, " ")
    page.until(f"{sound}.paused")
    before = page.ask(f"{sound}.currentTime")
    press(page, "l", "KeyL", 76, "l")
    page.until(f"Math.abs({sound}.currentTime - {before} - 5) < 0.3")
    press(page, ">", "Period", 190, ">")
    page.until(f"{sound}.playbackRate === 1.25")
    page.click("[data-do=back]")
    page.until(f"Math.abs({sound}.currentTime - {before}) < 0.3")
    # In a field of a form, keys are letters.
    page.click("#effort ~ .verdict summary")
    fill(page, "#effort ~ .verdict input[name=reason]", "x")
    press(page, "k", "KeyK", 75, "k")
    assert page.ask(f"{sound}.paused")
    assert page.errors == []

"""A figure enlarges on a click or a key, and closes."""

PAGE = "chapters/survey/what-34-means.html"


def test_a_figure_is_enlarged_and_closed(book, visit):
    log = visit((book / PAGE).as_uri(), viewport={"width": 390, "height": 800})
    page = log.page
    block = page.locator(".figure-block", has=page.locator("#fig-designs"))
    block.get_by_role("button", name="Enlarge").press("Enter")
    dialog = page.get_by_role("dialog")
    assert dialog.get_attribute("aria-label") == block.locator(".caption-text").text_content()
    assert dialog.locator("img").bounding_box()["width"] >= 700, "type is read on a phone, too"
    page.keyboard.press("Escape")
    assert not dialog.count()
    block.locator("figure img:visible").click()
    dialog.get_by_role("button", name="Close").click()
    assert not dialog.count() and log.errors == []


def test_its_script_goes_to_pages_with_a_picture(book):
    found = {name: "zoom.js" in (book / f"chapters/{name}.html").read_text("utf-8")
             for name in ("survey/what-34-means", "reference/glossary")}  # fmt: skip
    assert found == {"survey/what-34-means": True, "reference/glossary": False}

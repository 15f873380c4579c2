from sa2va_desktop.ui.chat.prompt_history import PromptHistory


def history(*texts: str) -> PromptHistory:
    history = PromptHistory()
    for text in texts:
        history.add(text)
    return history


def test_walking_back_and_forth_ends_at_the_draft() -> None:
    walked = history("first", "second")

    assert walked.older("draft") == "second"
    assert walked.older("second") == "first"
    assert walked.older("first") is None
    assert walked.newer() == "second"
    assert walked.newer() == "draft"
    assert walked.newer() is None


def test_a_repeated_instruction_is_kept_once_as_the_newest() -> None:
    walked = history("a", "b", "a")

    assert walked.older("") == "a"
    assert walked.older("") == "b"
    assert walked.older("") is None


def test_an_empty_history_has_nothing_to_offer() -> None:
    assert PromptHistory().older("draft") is None
    assert PromptHistory().newer() is None

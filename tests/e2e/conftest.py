"""The real weights, for all tests that hear with them."""

import pytest

from pipeline.transcribe import DEFAULT_CACHE, WeightsError, pull


@pytest.fixture(scope="session")
def base():
    """Whisper base in the user's cache, fetched when it is not there."""
    try:
        pull("base", DEFAULT_CACHE)
        pull("resemblyzer", DEFAULT_CACHE)
    except WeightsError as error:
        pytest.skip(f"the weights cannot be fetched here: {error}")
    return DEFAULT_CACHE

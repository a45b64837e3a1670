"""The order of the stages, and the only place that knows Prefect.

Prefect is told here, before it is imported, to keep to itself: no analytics leave the machine, its
database lies with the other working files, and its log does not drown the progress bars.
"""

import os
from pathlib import Path

_DEFAULTS = {
    "PREFECT_HOME": str(Path("data/work/prefect").absolute()),
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_CLI_COLORS": "false",
}
for _name, _value in _DEFAULTS.items():
    os.environ.setdefault(_name, _value)
Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True, mode=0o700)  # Prefect would not

"""Opens recordings, and nothing that only calls itself one: playlists would lead to other files."""

import os
import stat
from io import FileIO
from typing import Any, NoReturn

import av

# What FFmpeg calls the containers that hold sound by themselves. Others that it knows (playlists,
# lists of files to join, subtitles, picture series) make it open what the file names.
FORMATS = (
    "wav,w64,aiff,au,caf,voc,mp3,aac,loas,flac,ogg,wv,ape,mov,mp4,m4a,3gp,matroska,webm,asf,avi,flv,"
    "mpeg,mpegts,amr,amrnb,amrwb,gsm,g722,g723_1,g729,ac3,eac3,sln,act"
)
MIN_RATE_HZ, MAX_RATE_HZ = 4_000, 768_000


class Recording(FileIO):
    """A file opened for reading, with the name by which formats without a header are told apart.

    Raises OSError, also for what is no file: a pipe may never end.
    """

    def __init__(self, path: str) -> None:
        super().__init__(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))
        self.name = path
        if not stat.S_ISREG(os.fstat(self.fileno()).st_mode):
            self.close()
            raise OSError("not a regular file")


def container_in(file: Recording, **options: str) -> "av.container.InputContainer":
    """A recording opened as a container, with further options for its format.

    FFmpeg sees the bytes of this file alone: whatever else they make it ask for is refused. Raises
    av.FFmpegError when it is no recording, ValueError when its sample rate is beyond all
    telephones: a second of it could then become gigabytes.
    """
    limits = {"format_whitelist": FORMATS, "protocol_whitelist": "none"}
    container: Any = av.open(
        file,
        metadata_errors="ignore",
        options=limits,
        container_options=limits | options,
        io_open=_refuse,
    )
    for stream in container.streams.audio[:1]:
        if stream.rate and not MIN_RATE_HZ <= stream.rate <= MAX_RATE_HZ:
            container.close()
            raise ValueError(f"a sample rate of {stream.rate} Hz")
    return container


def _refuse(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    raise PermissionError("a recording may not open anything else")

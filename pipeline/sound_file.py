"""Opens recordings, and nothing that only calls itself one: playlists would lead to other files."""

from typing import Any

import av

# What FFmpeg calls the containers that hold sound by themselves. Others that it knows (playlists,
# lists of files to join, subtitles, picture series) make it open what the file names.
FORMATS = (
    "wav,w64,aiff,au,caf,voc,mp3,aac,loas,flac,ogg,wv,ape,mov,mp4,m4a,3gp,matroska,webm,asf,avi,flv,"
    "mpeg,mpegts,amr,amrnb,amrwb,gsm,g722,g723_1,g729,ac3,eac3,sln,act"
)
PROTOCOLS = "file"
MIN_RATE_HZ, MAX_RATE_HZ = 4_000, 768_000


def open_sound(path: str, **options: str) -> "av.container.InputContainer":
    """A recording opened for reading, with further options of its container.

    Raises av.FFmpegError when it is none, ValueError when its sample rate is beyond all telephones:
    a second of it could then become gigabytes.
    """
    limits = {"format_whitelist": FORMATS, "protocol_whitelist": PROTOCOLS}
    container: Any = av.open(
        f"file:{path}", metadata_errors="ignore", options=limits, container_options=limits | options
    )
    for stream in container.streams.audio[:1]:
        if stream.rate and not MIN_RATE_HZ <= stream.rate <= MAX_RATE_HZ:
            container.close()
            raise ValueError(f"a sample rate of {stream.rate} Hz")
    return container

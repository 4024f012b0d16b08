"""Handing out the exact bytes of a release's file."""

from typing import Any

from django.http import HttpResponse


def as_download(file: Any) -> HttpResponse:
    """Return a `ReleaseFile` as an attachment, named after its release.

    An attachment is never opened as a page of ours, also not an SVG; as the source of an image it
    is drawn all the same. Django's and our own headers add nosniff and the content policy.
    """
    name = f"{file.release.release_id}.{file.name}"
    return HttpResponse(
        bytes(file.content),
        content_type=file.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )

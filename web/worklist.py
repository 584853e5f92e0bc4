"""The work list: every client of a coach, whoever needs them first at the top."""

from starlette.responses import Response

from web.house import Visit


async def show(visit: Visit) -> Response:
    return visit.page("clients", here="clients")

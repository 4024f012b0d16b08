"""The methodology statements that go with releases, one approved text for each id.

They stand here and not in the catalogue of translations: what an id names must not change with a
catalogue. A new wording gets a new id. Source: disclosure-control.md, section 4.
"""

from collections.abc import Mapping


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.strip().split("\n\n"))


_OBSERVER_REPORTED_1 = {
    "en": _paragraphs("""
These numbers count encounters that trained observers and callers reported to the member
organisations. They are not a probability sample of encounters with police: where there are more
observers, more is seen, so a higher count may mean more observation. Encounters that nobody
reported are missing, and they are likely to differ from those that were reported.

A perceived group is the description of the observer or of the person, not a record. Some
encounters were checked by a second person, and others rest on one source. Where a report counts
holds, hold times run from the first to the last known moment; holds still open at the data cut are
counted as censored and are not dropped.

A change after the date of an agreement is a change in what was reported. By itself it does not show
that the agreement caused it.

Groups of fewer than 11 are not shown, nor are some of up to 20. Some larger numbers are pooled to
protect them, and rounded or pooled figures are marked. Where the organisation rule is off, a member
organisation may recognise its own records in a number. The definitions, the code version, the
snapshot and the date are given with the numbers, and anyone may run the checks again.
"""),
    "es": _paragraphs("""
Estas cifras cuentan encuentros que observadores capacitados y personas que llamaron comunicaron a
las organizaciones miembro. No son una muestra probabilística de los encuentros con la policía:
donde hay más observadores se ve más, de modo que una cifra más alta puede significar más
observación. Faltan los encuentros que nadie comunicó, y es probable que sean distintos de los
comunicados.

El grupo percibido es la descripción del observador o de la persona, no un registro. Algunos
encuentros fueron comprobados por una segunda persona y otros se apoyan en una sola fuente. Cuando
un informe cuenta detenciones, su duración va del primer al último momento conocido; las que seguían
abiertas en la fecha de corte cuentan como censuradas y no se descartan.

Un cambio posterior a la fecha de un acuerdo es un cambio en lo que se comunicó. Por sí solo no
demuestra que el acuerdo lo causara.

No se muestran los grupos de menos de 11, ni algunos de hasta 20. Algunas cifras mayores se agrupan
para protegerlos, y las cifras redondeadas o agrupadas están marcadas. Donde la regla de las
organizaciones está desactivada, una organización miembro puede reconocer sus propios registros en
una cifra. Las definiciones, la versión del código, la instantánea y la fecha se dan con las cifras,
y cualquiera puede repetir las comprobaciones.
"""),
}

STATEMENTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "observer-reported-1": _OBSERVER_REPORTED_1,
}


def statement(statement_id: str, language: str) -> tuple[str, ...]:
    """Return the paragraphs of a statement, in English for a language that it does not have.

    Raises: KeyError for an id that was never approved.
    """
    texts = STATEMENTS[statement_id]
    return texts.get(language[:2], texts["en"])

"""Sentences of reports: English, and able to be said in another language.

Reports stand below the app and know no languages. A sentence keeps the pattern and the figures that
it was made of, so that the app can fill the figures into a translated pattern.
"""

from collections.abc import Callable, Sequence


class Sentence(str):
    """A sentence with its figures filled in: ``Sentence("{0}: {1:,.0f} contacts", name, count)``.

    Figures that are sentences themselves (a clause, a choice of words) are translated with it.
    """

    pattern: str
    figures: tuple[object, ...]

    def __new__(cls, pattern: str, *figures: object) -> "Sentence":
        made = super().__new__(cls, pattern.format(*figures))
        made.pattern, made.figures = pattern, figures
        return made

    def said(self, translate: Callable[[str], str]) -> str:
        """The sentence by patterns that ``translate`` gives for the English ones."""
        told = (f.said(translate) if isinstance(f, Sentence) else f for f in self.figures)
        return translate(self.pattern).format(*told)


def joined(parts: Sequence[object], by: str = ", ") -> Sentence:
    """Clauses one after the other."""
    return Sentence(by.join(f"{{{number}}}" for number in range(len(parts))), *parts)

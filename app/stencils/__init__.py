"""Stencils (文书模板): the templates of official papers, filled with what a case knows; they know no case and no page.

Reading them is light; filling (`app.stencils.filling`) and writing them (`app.stencils.word`) load their libraries.
"""

from app.stencils.reading import StencilError, load_stencil
from app.stencils.stencil import Stencil

__all__ = ["Stencil", "StencilError", "load_stencil"]

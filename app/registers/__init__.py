"""The registers: columns, what people type into them, and files of their rows judged row by row; pure."""

from app.registers.catalogue import EVERYBODY, FIVE, REGISTERS, Register
from app.registers.columns import Column, Unfit, read_cell
from app.registers.files import Fault, Judged, judge_table, read_row
from app.registers.reach import fills, keeping

__all__ = [
    "EVERYBODY",
    "FIVE",
    "REGISTERS",
    "Column",
    "Fault",
    "Judged",
    "Register",
    "Unfit",
    "fills",
    "judge_table",
    "keeping",
    "read_cell",
    "read_row",
]

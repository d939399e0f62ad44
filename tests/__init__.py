"""Tests of Qingxin: sentences about people doing work; `tests.support` holds what they stand on."""

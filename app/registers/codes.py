"""Codes that processes record, with the words of their forms; what is no code stands as it is."""

from __future__ import annotations

Words = tuple[tuple[str, str], ...]

LEVELS: Words = (("一般", "Ordinary"), ("重点", "Important"), ("挂牌", "Listed by the office"))
RATINGS: Words = (("优", "Excellent"), ("良", "Good"), ("一般", "Fair"), ("差", "Poor"))
MEETINGS: Words = (
    ("全体会议", "Plenary"), ("工作会议", "Working meeting"), ("专题会议", "Special meeting"),
    ("疑难会商", "Consultation on a hard case"), ("联合调研", "Joint survey"),
)  # fmt: skip
MEASURES: Words = (
    ("限期停工", "Stop work for a term"), ("限制招投标", "Bidding restricted"),
    ("限制市场准入", "Market access restricted"), ("资质核查限制", "Qualification held at the check"),
    ("降低资质建议", "Downgrade proposed"), ("暂停新许可", "New permits on hold"),
)  # fmt: skip
SOURCES: Words = (
    ("平台转办", "From the platform"), ("企业投诉", "Complaint of the company"), ("自查排查", "Own check"),
    ("部门移送", "From another unit"),
)  # fmt: skip
ITEMS_OF_PROCESS: Words = (
    ("法律法规宣传", "Laws and regulations"), ("公益宣传", "Public-interest publicity"),
    ("先进典型", "Good examples"), ("企业主培训", "Training for employers"), ("工会建设培训", "Union building"),
    ("权益指引", "Rights guide"), ("经验推广", "Good practice"),
)  # fmt: skip

"""The states and steps of a complaint and of a tip-off."""

from hengzhi.complaints.workflow.complaint import COMPLAINT
from hengzhi.complaints.workflow.states import ComplaintState, Outcome, TipoffState
from hengzhi.complaints.workflow.tipoff import TIPOFF

__all__ = ["COMPLAINT", "TIPOFF", "ComplaintState", "Outcome", "TipoffState"]

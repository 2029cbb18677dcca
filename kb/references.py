"""The line in the log by which whoever runs the site finds what a page called a fault."""

import logging


class WithReference(logging.Filter):
    """Adds the reference that the page shows (see `kb.faults`) to what is logged of the same request."""

    def filter(self, record: logging.LogRecord) -> bool:
        reference = getattr(getattr(record, "request", None), "fault_reference", "")
        if reference and reference not in str(record.msg):
            record.msg = f"[{reference}] {record.msg}"
        return True

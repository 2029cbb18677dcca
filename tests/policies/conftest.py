from hypothesis import HealthCheck, settings

from tests.policies.tampering import trail

__all__ = ["trail"]

# A busy machine is no defect of what is tested; and what one machine has found belongs into a test, not into a folder.
settings.register_profile(
    "concord", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("concord")

"""The part of the settings that is about coming in. `kb.settings` takes all of it; what it means stands in docs/security.md."""

from kb.entrance.environment import has_passwords, providers, roles, roles_of_groups
from kb.env import env, whole

ACCOUNT_ADAPTER = "kb.entrance.doors.Doors"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
PASSWORD_WORDS = env.list("PASSWORD_WORDS", default=[])
LOGIN_ATTEMPTS, LOGIN_LOCKED_MINUTES = whole("LOGIN_ATTEMPTS", 5), whole("LOGIN_LOCKED_MINUTES", 15)
ACCOUNT_RATE_LIMITS = {"login_failed": f"20/m/ip,{LOGIN_ATTEMPTS}/{LOGIN_LOCKED_MINUTES}m/key"}
MFA_ADAPTER = "kb.entrance.factors.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # Administrators enter people's addresses; nobody signs up with somebody else's.
MFA_RECOVERY_CODES_SHOW_ONCE = True
SECOND_FACTOR_REQUIRED = roles("SECOND_FACTOR_REQUIRED")
SOCIALACCOUNT_ADAPTER = "kb.entrance.sign_on.SignOn"
SOCIALACCOUNT_PROVIDERS = providers()
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # By verified addresses only.
OIDC_GROUPS_CLAIM = str(env.str("OIDC_GROUPS_CLAIM", default="groups"))
OIDC_ROLES = roles_of_groups("OIDC_ROLES")
PASSWORD_LOGIN = MFA_PASSKEY_LOGIN_ENABLED = has_passwords(SOCIALACCOUNT_PROVIDERS)
SESSION_ENGINE = "kb.entrance.sessions"
SESSION_HOURS, SESSION_IDLE_MINUTES = whole("SESSION_HOURS", 168), whole("SESSION_IDLE_MINUTES", 720)
SESSION_COOKIE_AGE = ACCOUNT_SESSION_COOKIE_AGE = SESSION_HOURS * 3600
CONFIRM_AGAIN_MINUTES = whole("CONFIRM_AGAIN_MINUTES", 30)
MESSAGE_STORAGE = "kb.entrance.cookies.Messages"

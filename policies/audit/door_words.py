"""What people do when they come in, in the words of the history."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

AT_THE_DOOR: dict[str, Promise] = {
    "log_in": lazy("Logged in"),
    "fail_to_log_in": lazy("Tried to log in, in vain"),
    "lock_out": lazy("Locked the account after too many wrong attempts"),
    "unlock": lazy("Unlocked the account"),
    "end_sessions": lazy("Logged out everywhere else"),
    "add_factor": lazy("Added a second factor"),
    "remove_factor": lazy("Took a second factor away"),
    "renew_factor": lazy("Made new recovery codes"),
    "remove_factors": lazy("Took away somebody's second factor"),
    "change_password": lazy("Changed the password"),
    "reset_password": lazy("Chose a new password by a link from an e-mail"),
    "follow_groups": lazy("Took over the roles of single sign-on"),
}

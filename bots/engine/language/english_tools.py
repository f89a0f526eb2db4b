"""What is said of tools: while one runs, when people are asked whether it may, and in `/settings tools`, in English."""

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH_TOOLS: Mapping[str, str] = MappingProxyType(
    {
        "tools_used": "used: {used}",
        "tools_missing": "not there now: {names}",
        "tools_enough": "✂️ The model wanted more tools than one answer may use.",
        "tool_asks": "🔧 May I use {tool}? I would call it with:",
        "tool_asks_more": "🔧 May I use {tool}? I would call it with this; all of it is in the file:",
        "permit_button": "Allow once",
        "permit_always_button": "Always here",
        "forbid_button": "Deny",
        "tool_allowed": "{tool} may run.",
        "tool_denied": "{tool} does not run.",
        "approval_over": "That is over: it was answered, two minutes have passed, or I was restarted meanwhile.",
        "not_yours_to_allow": "The person I answer or an administrator says whether that may run.",
        "always_not_yours": "Only an administrator can let it run here without asking.",
        "tool_always": "`{tool}` runs here without asking from now on. `/settings tools ask {tool}` takes that back.",
        "tool_asks_again": "{tool} asks before it runs.",
        "tools_ask": "Asks first: {names}",
        "tools_always": "Runs without asking: {names}",
        "tools_none": "The owner has set up no tools for this place.",
        "tools_unknown": "There is no {name} here. There is: {names}.",
        "tools_unfit": "Write on, off, or the names of tools, such as `read_url make_file`.",
        "tools_of_server": "Tools of the server {name}",
        "read_url_about": "Reads pages of the web, PDFs and texts by their address",
        "read_url_doing": "reading: {address}",
        "read_url_used": "{count} {count:page|pages}",
        "make_file_about": "Sends texts and tables as files",
        "make_file_doing": "writing: {name}",
        "make_file_used": "{count} {count:file|files}",
        "make_picture_about": "Draws pictures",
        "make_picture_doing": "drawing: {words}",
        "make_picture_used": "{count} {count:picture|pictures}",
    }
)

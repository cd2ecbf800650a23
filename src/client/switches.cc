#include "client/switches.h"

#include "base/text.h"

namespace repoint {
namespace {

constexpr auto kNone = SwitchValue::kNone;
constexpr auto kRequired = SwitchValue::kRequired;
constexpr auto kOptional = SwitchValue::kOptional;

// clang-format off
constexpr Switch kSwitches[] = {
    {"RunOutlook", kNone, "", "start Outlook once for each profile that this run updated"},
    {"RunOutlookAll", kNone, "", "start Outlook for every profile of a listed mailbox"},
    {"OutlookOp", kRequired, "\"<options>\"", "options for Outlook, several in one quoted string", true},
    {"KeepOutlookOpen", kNone, "", "leave Outlook running"},
    {"CloseOutlookAfterDelay", kRequired, "<seconds>", "ask Outlook to close after this time (default 5)"},
    {"reprocess", kNone, "", "update again a profile that was already updated, and files that were left"},
    {"verbose", kNone, "", "say each value that is changed, from and to"},
    {"Help", kNone, "", "this page (also -?)"},
    {"DryRun", kNone, "", "plan and print everything, write nothing"},
    {"Profile", kRequired, "<name>", "only this profile; repeatable"},
    {"Method", kRequired, "auto|explicit|rediscover", "how the target is written (default auto)"},
    {"RegFile", kRequired, "<in.reg>", "work on a registry export instead of the live registry"},
    {"NicknameFile", kRequired, "<in.nk2>", "work on a nickname file (autocomplete stream) and nothing else"},
    {"Out", kRequired, "<file>", "where the changed export or nickname file is written"},
    {"Hive", kRequired, "<NTUSER.DAT|folder>", "work on the hive of a user who is not logged on, or on all in a folder"},
    {"AllUsers", kNone, "", "every user of this computer (Windows, as administrator)"},
    {"HiveLog", kNone, "", "commit through the hive's own log, do not replace its file"},
    {"Jobs", kRequired, "<number>", "hives that are worked on at the same time (default: one for each core)"},
    {"Shard", kRequired, "<i>/<n>", "only part i (from 0) of n of the hives of a folder"},
    {"Resume", kNone, "", "pass over hives that the reports in the -Report folder say are done"},
    {"Inspect", kNone, "", "print the profiles decoded; needs no list"},
    {"Verify", kNone, "", "look for references to the source that are left; exit 7 when there are any"},
    {"Rollback", kOptional, "[<id>]", "undo the newest update, or the run named (a rollback only so)"},
    {"Force", kNone, "", "roll back although values have changed since"},
    {"Journals", kNone, "", "list the runs that can be rolled back"},
    {"OstFile", kRequired, "keep|rename", "what becomes of the old OST file (default rename)"},
    {"Nicknames", kRequired, "keep|update", "what becomes of nickname files (default update)"},
    {"Autocomplete", kRequired, "keep|update", "what becomes of the autocomplete cache (default keep)"},
    {"Oab", kRequired, "keep|rename", "what becomes of the offline address book (default rename)"},
    {"Favorites", kRequired, "keep|rename", "what becomes of favourites files (default keep)"},
    {"NoFiles", kNone, "", "leave files beside the registry alone, also with -Rollback"},
    {"ProfileDir", kRequired, "<folder>", "the folder of the hive's user, with Outlook's files in it (default: that of the hive)"},
    {"WaitOutlook", kRequired, "<minutes>", "when Outlook runs, wait for its end first"},
    {"Json", kNone, "", "one JSON object a line on standard output"},
    {"Log", kRequired, "<file>", "append a full log there"},
    {"Report", kRequired, "<folder>", "drop the result there as a JSON file"},
    {"PublicKey", kRequired, "<pem>", "refuse a list that is not signed with this key"},
    {"AllowEdited", kNone, "", "take a list whose #end line does not fit"},
    {"CodePage", kRequired, "<number>", "ANSI code page of an export's or hive's computer"},
    {"JournalDir", kRequired, "<folder>", "where journals go"},
    {"Version", kNone, "", "print the version"},
};
// clang-format on

}  // namespace

std::span<const Switch> Switches() { return kSwitches; }

const Switch* FindSwitch(std::string_view name) {
  if (name == "?") name = "Help";
  for (const Switch& known : kSwitches) {
    if (EqualsFolded(known.name, name)) return &known;
  }
  return nullptr;
}

}  // namespace repoint

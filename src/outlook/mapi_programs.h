// Programs that matter before a profile is changed.
#ifndef REPOINT_OUTLOOK_MAPI_PROGRAMS_H_
#define REPOINT_OUTLOOK_MAPI_PROGRAMS_H_

#include <string_view>

namespace repoint {

inline constexpr std::string_view kOutlookProgram = "outlook.exe";

// They log on to the user's default profile and may keep what they read of it until they are
// started again.
inline constexpr std::string_view kOtherMapiPrograms[] = {
    "communicator.exe",        // Office Communicator
    "exchng32.exe",            // Exchange and Windows Messaging client
    "lync.exe",                // Lync, Skype for Business
    "searchprotocolhost.exe",  // Windows Search
    "teams.exe",               // Teams, the add-in's calendar access
    "ucmapi.exe",              // Lync's and Skype's MAPI helper, 32-bit
    "ucmapi64.exe",            // the same, 64-bit
    "wcescomm.exe",            // ActiveSync
    "windowssearch.exe",       // Windows Desktop Search on Windows XP
};

}  // namespace repoint

#endif  // REPOINT_OUTLOOK_MAPI_PROGRAMS_H_

// The nickname files of profiles that are updated or verified, with the addresses that their people
// have now. Reads only. docs/update.md, "Files" and "Autocomplete streams".
#ifndef REPOINT_CLIENT_PROFILE_NICKNAMES_H_
#define REPOINT_CLIENT_PROFILE_NICKNAMES_H_

#include "client/environment.h"
#include "client/options.h"
#include "client/survey.h"
#include "list/list.h"
#include "outlook/user_files.h"

namespace repoint {

// Fills SurveyedProfile::nicknames of every profile that searches files. The list is asked once,
// for all recipients of all of them: a person who is not listed costs it nothing. What cannot be
// read or asked for stays, with a warning.
void ReaddressNicknamesOf(const Options& options, Environment& environment, Survey& survey,
                          UserFiles& files, list::MappingList& list);

}  // namespace repoint

#endif  // REPOINT_CLIENT_PROFILE_NICKNAMES_H_

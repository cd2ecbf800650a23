// What the database keeps of an object of a directory: cleaned, merged with what was known of it,
// and the keys it is matched by.
#ifndef REPOINT_CONSOLE_STORED_OBJECT_H_
#define REPOINT_CONSOLE_STORED_OBJECT_H_

#include <compare>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "console/directory.h"

namespace repoint::console {

// A row of object_key. Kinds: dn, x500, smtp, alias, sid, old-sid, master-sid.
struct ObjectKey {
  std::string kind;
  std::string value;  // folded

  friend auto operator<=>(const ObjectKey&, const ObjectKey&) = default;
};

// The text of an object as both engines and the list take it: UTF-8, spaces for control characters,
// nothing longer than an index of PostgreSQL holds (longer addresses and names are none: they
// become unknown; a longer key becomes its digest).
Result<DirectoryObject> CleanedObject(DirectoryObject object);

// Of a cleaned object; changes when anything in it does. Hexadecimal.
Result<std::string> ObjectDigest(const DirectoryObject& object);

// Folded; of the object alone.
std::set<ObjectKey> KeysOf(const DirectoryObject& object);
// The key that a DN ("/o=...", with or without "X500:") or an SMTP address is looked for by.
ObjectKey DnObjectKey(std::string_view dn);
ObjectKey SmtpObjectKey(std::string_view address);

// What is kept of an object that was `before`: what is unknown now stays as it was, and a mailbox
// that is none any more keeps the DN, address, server and GUID that people's profiles hold.
DirectoryObject MergedObject(DirectoryObject now, const DirectoryObject& before, bool was_mailbox);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_STORED_OBJECT_H_

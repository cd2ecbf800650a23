// MAPI property tags as the registry names them: eight hex digits, type first ("001e6602"), an "S"
// before them for secure properties (ids 0x67F0-0x67FF). Names and ids from EdkMdb.h and MAPITags.h
// of Microsoft's MAPI headers.
#ifndef REPOINT_MAPI_TAGS_H_
#define REPOINT_MAPI_TAGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace repoint::mapi {

// PT_* property types. The MV flag 0x1000 is part of the type.
inline constexpr uint16_t kPtI2 = 0x0002;
inline constexpr uint16_t kPtLong = 0x0003;
inline constexpr uint16_t kPtR4 = 0x0004;
inline constexpr uint16_t kPtDouble = 0x0005;
inline constexpr uint16_t kPtError = 0x000a;
inline constexpr uint16_t kPtBoolean = 0x000b;
inline constexpr uint16_t kPtI8 = 0x0014;
inline constexpr uint16_t kPtString8 = 0x001e;
inline constexpr uint16_t kPtUnicode = 0x001f;
inline constexpr uint16_t kPtSysTime = 0x0040;
inline constexpr uint16_t kPtClsid = 0x0048;
inline constexpr uint16_t kPtBinary = 0x0102;
inline constexpr uint16_t kPtMvLong = 0x1003;
inline constexpr uint16_t kPtMvString8 = 0x101e;
inline constexpr uint16_t kPtMvUnicode = 0x101f;
inline constexpr uint16_t kPtMvBinary = 0x1102;

struct PropName {
  uint16_t type = 0;
  uint16_t id = 0;
  bool secure = false;  // stored with a leading "S", DPAPI protected; never rewritten
  friend bool operator==(const PropName&, const PropName&) = default;
};

// Reads a value name in either case; nullopt for names of any other form.
std::optional<PropName> ParsePropName(std::string_view name);
// Lower case, as Outlook writes it.
std::string FormatPropName(const PropName& name);
// "PR_PROFILE_HOME_SERVER" for a known id in a profile of Exchange, else an empty view. For people
// only: the same id can mean something else in another service.
std::string_view PropIdName(uint16_t id);

}  // namespace repoint::mapi

#endif  // REPOINT_MAPI_TAGS_H_

// The autocomplete stream: the names that Outlook offers while somebody types a recipient. It is
// the file <profile>.nk2 of Outlook 2002 to 2007, and what Outlook 2010 and later keep in the
// mailbox and cache in RoamCache. Layout and types from Microsoft's "Autocomplete Stream" (Outlook
// MAPI reference) and the vectors of mfcmapi; docs/profile-format.md, "Autocomplete streams".
//
// As in values.h the decoder proves itself: it gives a stream only when encoding its rows again
// yields the same bytes. A property of a type that the format does not have cannot be skipped,
// since nothing tells its length: such a stream is not decoded at all.
#ifndef REPOINT_MAPI_AUTOCOMPLETE_H_
#define REPOINT_MAPI_AUTOCOMPLETE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace repoint::mapi {

// Longer ones are refused: Outlook itself keeps some thousand rows of about a kilobyte.
inline constexpr size_t kMaxAutocompleteSize = size_t{64} << 20;

// One property of a row, an SPropValue written down as it was in memory, and what its pointer led
// to.
struct AutocompleteProperty {
  uint32_t tag = 0;       // id in the high word, PT_* type in the low one
  uint32_t reserved = 0;  // whatever stood there; kept
  uint64_t value = 0;     // a number of the type; of other types a stale pointer, kept
  // Strings with their terminator, bytes, a GUID; of a multi-value all elements, each with its size
  // before it. Empty for numbers.
  ByteView data;
  uint32_t count = 0;  // elements of a multi-value

  uint16_t type() const { return static_cast<uint16_t>(tag & 0xffff); }
  uint16_t id() const { return static_cast<uint16_t>(tag >> 16); }
};

// A stream taken apart into its rows: views into the bytes that it was decoded from, which must
// outlive it. What is around the rows stays as it lies in those bytes: the head before the first
// one; behind the last one the extra information (cbExtraInfo) and 8 bytes, Outlook's own.
struct AutocompleteStream {
  uint32_t major = 12;
  uint32_t minor = 0;
  ByteView bytes;
  std::vector<ByteView> rows;  // one behind the other, in the order in which Outlook offers them
};

// kUnsupported: another version, a property type that the format does not have, or too long;
// kDamaged: anything else. The message names the row (from 1) and the byte (from 0) where it stops
// making sense. Time and memory go with the size of the bytes, whatever their counts say: ten times
// as much memory at most.
Result<AutocompleteStream> DecodeAutocomplete(ByteView bytes);

// The properties of a row of a decoded stream, views into it; and the row of such properties. Who
// puts other `data` into a property sees to those bytes.
std::vector<AutocompleteProperty> PropertiesOf(ByteView row);
Bytes EncodeAutocompleteRow(std::span<const AutocompleteProperty> properties);

// The elements of a multi-value of a decoded stream, without their sizes; none for other types.
std::vector<ByteView> ElementsOf(const AutocompleteProperty& property);

}  // namespace repoint::mapi

#endif  // REPOINT_MAPI_AUTOCOMPLETE_H_

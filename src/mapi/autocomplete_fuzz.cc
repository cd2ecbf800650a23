// Any bytes as an autocomplete stream: what decodes encodes to the same bytes, and rows, properties
// and elements are where they say; what does not tells why.
#include "mapi/autocomplete.h"

namespace {

void Check(bool holds) {
  if (!holds) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace repoint;
  using namespace repoint::mapi;
  const ByteView bytes(data, size);
  const auto stream = DecodeAutocomplete(bytes);
  if (!stream) {
    Check(!stream.error().message.empty());
    return 0;
  }
  Check(Equal(stream->bytes, bytes));
  const uint8_t* next = data + 16;
  for (const ByteView row : stream->rows) {
    Check(row.data() == next && row.size() <= static_cast<size_t>(data + size - next));
    next += row.size();
    const auto properties = PropertiesOf(row);
    Check(properties.size() == *LoadU32(row, 0));
    Check(Equal(EncodeAutocompleteRow(properties), row));
    for (const AutocompleteProperty& property : properties) {
      size_t inside = 0;
      for (const ByteView element : ElementsOf(property)) inside += 4 + element.size();
      Check(inside == (property.count == 0 ? 0 : property.data.size()));
    }
  }
  return 0;
}

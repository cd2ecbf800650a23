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
  auto stream = DecodeAutocomplete(bytes);
  if (!stream) {
    Check(!stream.error().message.empty());
    return 0;
  }
  Check(Equal(EncodeAutocomplete(*stream), bytes));
  for (const AutocompleteRow& row : stream->rows) {
    Check(row.offset < size && row.first + row.count <= stream->properties.size());
    for (const AutocompleteProperty& property : stream->PropertiesOf(row)) {
      size_t inside = 0;
      for (const ByteView element : ElementsOf(property)) inside += 4 + element.size();
      Check(inside == (property.count == 0 ? 0 : property.data.size()));
    }
  }
  // Once more from the properties alone.
  for (AutocompleteRow& row : stream->rows) row.raw = {};
  Check(Equal(EncodeAutocomplete(*stream), bytes));
  return 0;
}

#include "hive/testing/edited_hive.h"

#include <gtest/gtest.h>

#include "hive/check.h"
#include "hive/compare.h"
#include "hive/reader.h"

namespace repoint::hive {

std::optional<Bytes> EditedHive::Data(std::u16string_view path, std::u16string_view name) const {
  const std::optional<Key> key = FindKey(*image_, path).value();
  if (!key) return std::nullopt;
  const std::optional<Value> value = FindValue(*image_, *key, name).value();
  if (!value) return std::nullopt;
  return ReadData(*image_, *value).value();
}

std::vector<std::u16string> EditedHive::ValueNames(std::u16string_view path) const {
  std::vector<std::u16string> names;
  const Key key = FindKey(*image_, path).value().value();
  const std::vector<uint32_t> cells = ValueCells(*image_, key).value();
  for (const uint32_t cell : cells) {
    names.push_back(ReadValue(*image_, cell).value().name);
  }
  return names;
}

Bytes EditedHive::File() const {
  Image image = image_->Clone();
  image.SetSequences(9, 9);
  return ToBytes(image.bytes());
}

void EditedHive::ExpectSound() const {
  const auto reopened = Image::FromBytes(File());
  ASSERT_TRUE(reopened) << reopened.error().ToString();
  const CheckReport report = Check(*reopened).value();
  for (const Finding& finding : report.damage) ADD_FAILURE() << "damage: " << finding.message;
  for (const Finding& finding : report.oddities) {
    EXPECT_NE(finding.message, "two free cells stand side by side") << finding.cell;
    EXPECT_NE(finding.message, "nothing leads to this cell") << finding.cell;
  }
  EXPECT_TRUE(Compare(*image_, *reopened).value().empty());
}

}  // namespace repoint::hive

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/postgres.hpp"

#include <string>

namespace chatsweep::test {

/// Applies the adapter of the reference schema with this put in the place of that, which must stand
/// there exactly once.
void apply_adapter_with(TestDatabase& database, const std::string& that, const std::string& by);

/// The adapter offers no way to close at once what has not changed since the first look.
void close_in_three_steps(TestDatabase& database);

/// A message leaves no trace on its session's row: the view looks for the customer's last one among
/// the messages, and the sweep closes in three steps. So nothing but the fence can hold a message
/// up, where in the reference schema the update of the row does so as well.
void keep_no_facts_on_the_session(TestDatabase& database);

/// A trigger takes the place of the foreign key. An unarmed one locks nothing, and the catalog
/// cannot tell.
enum class Fence { armed, unarmed };
void replace_key_by_trigger(TestDatabase& database, Fence fence);

} // namespace chatsweep::test

package form

import "slices"

// Role says what a question means to the figures. The list is closed: reports ask for roles, so a new one
// concerns every report.
type Role string

// The roles.
const (
	RoleInstitution  Role = "institution"
	RoleOperator     Role = "operator"
	RoleProcedure    Role = "procedure"
	RoleMinutes      Role = "minutes"
	RoleOutcome      Role = "outcome"
	RoleReason       Role = "reason"
	RoleFunction     Role = "function"
	RoleTheme        Role = "theme"
	RoleAction       Role = "action"
	RoleChannelTried Role = "channel_tried" // carried by several questions together
	RoleSecrets      Role = "secrets"
	RoleContacts     Role = "contacts"
	RolePosture      Role = "posture"
	RoleNTU          Role = "ntu"
	RoleResolved     Role = "resolved"
	RoleBlocked      Role = "blocked"
	RoleComment      Role = "comment"
)

// Roles returns all roles in the order of the interchange documents.
func Roles() []Role {
	return []Role{
		RoleInstitution, RoleOperator, RoleProcedure, RoleMinutes, RoleOutcome, RoleReason, RoleFunction,
		RoleTheme, RoleAction, RoleChannelTried, RoleSecrets, RoleContacts, RolePosture, RoleNTU,
		RoleResolved, RoleBlocked, RoleComment,
	}
}

// Kinds returns the names of the kinds of question that may carry the role.
func (r Role) Kinds() []string {
	switch r {
	case RoleMinutes:
		return []string{kindBand}
	case RoleComment:
		return []string{kindText, kindLongText}
	case RoleContacts, RoleBlocked:
		return []string{kindChoice, kindBand, kindInteger}
	case RoleInstitution, RoleProcedure, RoleOutcome, RoleFunction, RoleTheme, RoleAction, RolePosture, RoleResolved:
		return []string{kindChoice}
	case RoleOperator, RoleReason, RoleChannelTried, RoleSecrets, RoleNTU:
		return []string{kindChoice, kindMultiple}
	default:
		return nil
	}
}

// known says whether the role is one of the closed list.
func (r Role) known() bool { return slices.Contains(Roles(), r) }

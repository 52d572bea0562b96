package sqlite

import "releve/internal/form"

// record is one record of the table row, a value for each column.
type record = []any

// Columns of a record, in the order of the statements that write and read it.
const (
	colCampaign = iota
	colPlace
	colChange
	colErased
	colTrial
	colWorker
	colSheet
	colIdx
	colParticipant
	colVersion
	colFollows
	colShared
	colDate
	colPrecision
	colReceived
	colChannel
	colLanguage
	colStatus
	colStatusReason
	colInstitution
	colOperator
	colProcedure
	colMinutes
	colMinutesExact
	colOutcome
	colReason
	colFunction
	colTheme
	colAction
	colChannelTried
	colSecrets
	colContacts
	colPosture
	colNTU
	colResolved
	colBlocked
	colComment
	colRest
	colSalt
	colDigest
	columns // how many
)

// none is the column of what stands in rest.
const none = -1

// columnOf returns the column of a role; none for a question without a role, or with a role that is newer than the
// table.
func columnOf(r form.Role) int {
	switch r {
	case form.RoleInstitution:
		return colInstitution
	case form.RoleOperator:
		return colOperator
	case form.RoleProcedure:
		return colProcedure
	case form.RoleMinutes:
		return colMinutes
	case form.RoleOutcome:
		return colOutcome
	case form.RoleReason:
		return colReason
	case form.RoleFunction:
		return colFunction
	case form.RoleTheme:
		return colTheme
	case form.RoleAction:
		return colAction
	case form.RoleChannelTried:
		return colChannelTried
	case form.RoleSecrets:
		return colSecrets
	case form.RoleContacts:
		return colContacts
	case form.RolePosture:
		return colPosture
	case form.RoleNTU:
		return colNTU
	case form.RoleResolved:
		return colResolved
	case form.RoleBlocked:
		return colBlocked
	case form.RoleComment:
		return colComment
	default:
		return none
	}
}

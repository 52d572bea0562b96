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
	colSum
	columns // how many
)

// none is the column of what stands in rest.
const none = -1

// roleColumns returns the column of each role. A question without a role, or with a role that is newer than the
// table, has none.
func roleColumns() map[form.Role]int {
	return map[form.Role]int{
		form.RoleInstitution:  colInstitution,
		form.RoleOperator:     colOperator,
		form.RoleProcedure:    colProcedure,
		form.RoleMinutes:      colMinutes,
		form.RoleOutcome:      colOutcome,
		form.RoleReason:       colReason,
		form.RoleFunction:     colFunction,
		form.RoleTheme:        colTheme,
		form.RoleAction:       colAction,
		form.RoleChannelTried: colChannelTried,
		form.RoleSecrets:      colSecrets,
		form.RoleContacts:     colContacts,
		form.RolePosture:      colPosture,
		form.RoleNTU:          colNTU,
		form.RoleResolved:     colResolved,
		form.RoleBlocked:      colBlocked,
		form.RoleComment:      colComment,
	}
}

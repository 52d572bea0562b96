package campaign

import "releve/internal/problem"

// KindKey returns the message that names a kind of service.
func KindKey(k Kind) problem.Key {
	switch k {
	case Association:
		return problem.Key("campaign.kind.association")
	case CPAS:
		return problem.Key("campaign.kind.cpas")
	case Commune:
		return problem.Key("campaign.kind.commune")
	case Other:
		return problem.Key("campaign.kind.other")
	default:
		return problem.Key(k)
	}
}

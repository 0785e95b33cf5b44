namespace TinyEclipse.Server.Features.People.SecurityNotices;

/// <summary>What may change about how a person signs in, each with words of its own in PeopleTexts.</summary>
public enum SecurityChange
{
    PasswordChanged,
    TotpAdded,
    TotpRemoved,
    RecoveryCodesReplaced,
    PasskeyAdded,
    PasskeyRemoved,
}

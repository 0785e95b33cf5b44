using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.Contacts;

/// <summary>By what a contact is found: normalised, and empty where it is not known or cannot be read.</summary>
public sealed record ContactIdentity(string CustomerId, string Email, string Phone, string Name)
{
    /// <summary>A name alone does not tell one person from another.</summary>
    public bool Identifies => CustomerId.Length > 0 || Email.Length > 0 || Phone.Length > 0;

    public static ContactIdentity From(string customerId, string email, string phone, string name) =>
        new(CustomerNumber(customerId), EmailAddress.Normalize(email) ?? "", PhoneNumber.Normalize(phone) ?? "", name.Trim());

    /// <summary>WordPress says 0 of whoever has not signed in: taken for a number, all guests of a shop would be one person.</summary>
    public static string CustomerNumber(string customerId) => customerId.Trim() is "0" ? "" : customerId.Trim();
}

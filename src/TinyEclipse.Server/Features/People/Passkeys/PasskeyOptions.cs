using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Identity;

namespace TinyEclipse.Server.Features.People.Passkeys;

/// <summary>Section "Passkeys": the domain that passkeys are bound to for good, and the pages that may ask for them. By default it follows from PublicUrl.</summary>
public sealed class PasskeyOptions : IValidatableObject
{
    private const string Localhost = "localhost";

    /// <summary>Such as example.be: WebAuthn's relying party id. Empty where nobody said where people open the Hub: there are no passkeys then.</summary>
    public string Domain { get; set; } = "";

    /// <summary>Such as https://hub.example.be, at the domain or below it. Empty at localhost: any port of it, as development uses.</summary>
    public string[] Origins { get; set; } = [];

    public bool IsSetUp => Domain.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Domain.Length > 0 && !IsDomain(Domain))
            yield return new($"Passkeys:Domain takes a domain such as example.be, not \"{Domain}\".", [nameof(Domain)]);
        foreach (var origin in Origins.Where(origin => !IsOrigin(origin)))
            yield return new($"Passkeys:Origins takes origins such as https://hub.example.be, at Passkeys:Domain or below it, not \"{origin}\".", [nameof(Origins)]);
    }

    /// <summary>What was not said.</summary>
    public void Complete(string? publicUrl, bool isDevelopment)
    {
        Origins = [.. Origins.Where(origin => !string.IsNullOrEmpty(origin))]; // a variable that is set to nothing
        if (Domain.Length == 0 && Origins.Length == 0)
        {
            var hub = Uri.TryCreate(publicUrl, UriKind.Absolute, out var url) && IsSecure(url) && IsDomain(url.IdnHost) ? url : null;
            Domain = hub?.IdnHost ?? (isDevelopment ? Localhost : "");
            Origins = hub is null ? [] : [OriginOf(hub)];
        }
        if (Origins.Length == 0 && IsDomain(Domain) && Domain != Localhost)
            Origins = [$"https://{Domain}"];
    }

    public void Apply(IdentityPasskeyOptions framework)
    {
        framework.ServerDomain = Domain;
        framework.AuthenticatorTimeout = PasskeyChallenges.Lifetime;
        framework.ResidentKeyRequirement = "required"; // found without a user name
        framework.UserVerificationRequirement = "required"; // by finger, face or PIN: it stands for password and code together
        framework.ValidateOrigin = context => ValueTask.FromResult(context.CrossOrigin != true && IsAllowed(context.Origin));
    }

    private bool IsAllowed(string origin) =>
        Origins.Length > 0
            ? Origins.Contains(origin, StringComparer.Ordinal)
            : Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.Host == Domain && OriginOf(url) == origin;

    private bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var url)
        && IsSecure(url)
        && OriginOf(url) == origin
        && (url.IdnHost == Domain || url.IdnHost.EndsWith("." + Domain, StringComparison.Ordinal));

    // Browsers have WebAuthn on such pages only.
    private static bool IsSecure(Uri url) => url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.Host == Localhost);

    private static bool IsDomain(string name) =>
        Uri.CheckHostName(name) == UriHostNameType.Dns && Ascii.IsValid(name) && !name.Any(char.IsAsciiLetterUpper);

    // As browsers write it.
    private static string OriginOf(Uri url) => url.IsDefaultPort ? $"{url.Scheme}://{url.IdnHost}" : $"{url.Scheme}://{url.IdnHost}:{url.Port}";
}

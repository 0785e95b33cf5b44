using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.People;
using TinyEclipse.Server.Features.People.ApiTokens;
using TinyEclipse.Server.Features.People.Passwords;
using TinyEclipse.Server.Features.People.SignIn;
using TinyEclipse.Server.Features.Sites;
using TinyEclipse.Server.Features.Tenants;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server;

/// <summary>Gives an empty development server the tenant Chocotale, somebody to sign in as, and a file with the tokens of both and the password.</summary>
public sealed class DevelopmentSeed(
    TenantStore tenants, SiteStore sites, PersonStore people, ApiTokenStore tokens, SignerStore signers, PasswordHashes passwords, CredentialStore credentials, DatabaseOptions options)
{
    public static readonly Guid ChocotaleId = new("e71307b8-a263-4a0f-bdb5-64060fcd84d1");
    private const string SiteTokenName = "TE_SITE_TOKEN";
    private const string ApiTokenName = "TE_API_TOKEN";
    private const string EmailName = "TE_EMAIL";
    private const string PasswordName = "TE_PASSWORD";
    private const string Email = "an@chocotale.example";

    private static Tenant Chocotale => new()
    {
        Id = ChocotaleId.ToString(),
        Name = "Chocotale",
        Domain = "chocotale.online",
        Plan = Plan.Pro,
        TimeZone = "Europe/Brussels",
        CartAbandonMinutes = 60,
    };

    public string EnvironmentFile => Path.Combine(options.DataFolder, "dev.env");

    /// <summary>Makes what is missing, and writes the file for these addresses. Tokens that still work are kept. False where the data is somebody's own.</summary>
    public async Task<bool> RunAsync(string httpAddress, string grpcAddress, CancellationToken cancellationToken)
    {
        var tenant = new TenantId(ChocotaleId);
        var known = ReadFile();
        if (!await EnsureChocotaleAsync(tenant, cancellationToken) && !options.IsEmbedded && !await IsKnownAsync(known, ApiTokenName, cancellationToken))
            return false;

        var siteToken = await KeepAsync(known, SiteTokenName, () => NewSiteTokenAsync(tenant, cancellationToken), cancellationToken);
        var apiToken = await KeepAsync(known, ApiTokenName, () => NewApiTokenAsync(tenant, cancellationToken), cancellationToken);
        var password = await KeepPasswordAsync(known, cancellationToken);
        await WriteFileAsync(
            [
                ("TE_URL", httpAddress),
                ("TE_GRPC_URL", grpcAddress),
                ("TE_TENANT_ID", tenant.ToString()),
                (SiteTokenName, siteToken),
                (ApiTokenName, apiToken),
                (EmailName, Email),
                (PasswordName, password),
            ],
            cancellationToken);
        return true;
    }

    /// <summary>Who was given another password by hand keeps it, and the file does not know it.</summary>
    private async Task<string> KeepPasswordAsync(Dictionary<string, string> known, CancellationToken cancellationToken)
    {
        var password = known.GetValueOrDefault(PasswordName) ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12));
        var person = await signers.FindByEmailAcrossTenantsAsync(Email, cancellationToken);
        if (person is { PasswordHash: null })
            await signers.ChangePasswordAcrossTenantsAsync(person.Id, await passwords.HashAsync(password, cancellationToken), null, cancellationToken);
        return password;
    }

    /// <summary>True when the tenant was made; false when it, or somebody's own, was there. A start that was broken off in between is completed.</summary>
    private async Task<bool> EnsureChocotaleAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var others = await tenants.ListAcrossTenantsAsync(new TextPage(1, "", Guid.Empty), cancellationToken);
        if (others.Count == 0)
            await tenants.CreateAcrossTenantsAsync(Chocotale, cancellationToken);
        if (await tenants.FindAsync(tenant, cancellationToken) is not null)
            await sites.CreateAsync(tenant, new Site { Url = "https://chocotale.online", Environment = SiteEnvironment.Production }, cancellationToken);
        return others.Count == 0;
    }

    private async Task<string> NewSiteTokenAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var site = (await sites.ListAsync(tenant, new TextPage(1, "", Guid.Empty), cancellationToken))[0];
        return (await sites.CreateTokenAsync(tenant, Guid.Parse(site.Id), expiresAt: null, cancellationToken))!.Token;
    }

    /// <summary>One person who is both: the agency's operator, who sees every tenant, and the shop's owner, who is told what happens in it.</summary>
    private async Task<string> NewApiTokenAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var person = await people.EnsureAcrossTenantsAsync(Email, "An Peeters", isOperator: true, cancellationToken);
        await people.JoinAsync(tenant, person, Role.Owner, cancellationToken);
        var draft = new ApiTokenDraft(person, "dev.env", [Scopes.Everything], LimitedTo: null, ExpiresAt: null);
        return (await tokens.CreateAcrossTenantsAsync(draft, cancellationToken))!.Token;
    }

    private async Task<string> KeepAsync(Dictionary<string, string> known, string name, Func<Task<string>> create, CancellationToken cancellationToken) =>
        await IsKnownAsync(known, name, cancellationToken) ? known[name] : await create();

    private async Task<bool> IsKnownAsync(Dictionary<string, string> known, string name, CancellationToken cancellationToken) =>
        known.TryGetValue(name, out var token) && await credentials.FindAcrossTenantsAsync(token, cancellationToken) is not null;

    private Dictionary<string, string> ReadFile() =>
        !File.Exists(EnvironmentFile)
            ? []
            : File.ReadLines(EnvironmentFile).Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2)
                .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    private async Task WriteFileAsync((string Name, string Value)[] lines, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.DataFolder);
        var draft = EnvironmentFile + ".new";
        var mode = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        await using (var writer = new StreamWriter(draft, mode))
        {
            foreach (var (name, value) in lines)
                await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name}={value}").AsMemory(), cancellationToken);
        }
        File.Move(draft, EnvironmentFile, overwrite: true);
    }
}

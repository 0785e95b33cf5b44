using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Tests;

/// <summary>The rules that separate projects would otherwise enforce.</summary>
public sealed partial class HouseRulesTests
{
    /// <summary>Who may call whom, without cycles: what stands later in <see cref="Order"/> never calls what stands before it.</summary>
    private static readonly HashSet<(string From, string To)> Allowed =
    [
        ("AbandonedCarts", "Contacts"),
        ("AbandonedCarts", "Events"),
        ("AbandonedCarts", "Journey"),
        ("AbandonedCarts", "Notifications"),
        ("Journey", "Contacts"),
        ("Notifications", "Events"),
        ("Pairing", "Events"),
        ("Pairing", "People"),
        ("Pairing", "Quarantine"),
        ("Pairing", "ServerKeys"),
        ("Pairing", "Sites"),
        ("Quarantine", "Events"),
        ("Quarantine", "Notifications"),
        ("ServerKeys", "Notifications"),
        ("Sites", "Quarantine"),
        ("Sites", "ServerKeys"),
    ];

    private static readonly string[] Order = ["AbandonedCarts", "Journey", "Contacts", "Pairing", "Sites", "Quarantine", "People", "ServerKeys", "Notifications", "Events"];

    private static string Server => Path.GetFullPath(Path.Combine(SourceFolder(), "../../src/TinyEclipse.Server"));

    [Fact]
    public void A_feature_uses_only_the_features_below_it()
    {
        var offences =
            from folder in Directory.GetDirectories(Path.Combine(Server, "Features"))
            from file in Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            from Match use in FeatureUse().Matches(File.ReadAllText(file))
            where use.Groups[1].Value != Path.GetFileName(folder)
            where !Allowed.Contains((Path.GetFileName(folder), use.Groups[1].Value))
            select $"{Path.GetFileName(file)} uses {use.Groups[1].Value}";

        Assert.Empty(offences);
    }

    [Fact]
    public void What_features_share_knows_no_feature()
    {
        var offences =
            from folder in new[] { "Tenancy", "Rpc", "Database", "Outbox", "Outbound", "Mail", "Privacy", "Signatures", "Edge" }
            let path = Path.Combine(Server, folder)
            where Directory.Exists(path)
            from file in Directory.GetFiles(path, "*.cs", SearchOption.AllDirectories)
            where AnyFeatureUse().IsMatch(File.ReadAllText(file))
            select file;

        Assert.Empty(offences);
    }

    [Fact]
    public void The_generator_of_OpenAPI_knows_nothing_of_the_product()
    {
        var offences =
            from file in Directory.GetFiles(Path.Combine(Server, "OpenApi", "Generator"), "*.cs")
            where File.ReadAllText(file).Replace("TinyEclipse.Server.OpenApi.Generator", "", StringComparison.Ordinal).Contains("TinyEclipse", StringComparison.Ordinal)
            select Path.GetFileName(file);

        Assert.Empty(offences);
    }

    [Fact]
    public void The_arrows_between_features_have_no_cycle() =>
        Assert.All(Allowed, arrow => Assert.True(Array.IndexOf(Order, arrow.From) < Array.IndexOf(Order, arrow.To), $"{arrow.From} -> {arrow.To}"));

    [Fact]
    public void Every_store_method_takes_the_tenant_first_or_says_that_it_does_not()
    {
        Type[] tenantFirst = [typeof(TenantId), typeof(TenantTransaction)];
        var offences =
            from type in typeof(ServerApp).Assembly.GetTypes()
            where type.Name.EndsWith("Store", StringComparison.Ordinal)
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            where !tenantFirst.Contains(method.GetParameters().FirstOrDefault()?.ParameterType)
            where !method.Name.EndsWith("AcrossTenantsAsync", StringComparison.Ordinal)
            select $"{type.Name}.{method.Name}";

        Assert.Empty(offences);
    }

    [Fact]
    public void Sql_stands_only_in_stores_and_in_what_opens_the_database()
    {
        var offences =
            from file in Directory.GetFiles(Server, "*.cs", SearchOption.AllDirectories)
            where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
            where !StoreFile().IsMatch(file)
            where !new[] { "Database", "Tenancy" }.Contains(Path.GetFileName(Path.GetDirectoryName(file)))
            where Statement().IsMatch(File.ReadAllText(file))
            select Path.GetFileName(file);

        Assert.Empty(offences);
    }

    [GeneratedRegex(@"TinyEclipse\.Server\.Features\.(\w+)")]
    private static partial Regex FeatureUse();

    // Features themselves too: their registration is a feature's table of contents, and knows them all.
    [GeneratedRegex(@"TinyEclipse\.Server\.Features\b")]
    private static partial Regex AnyFeatureUse();

    [GeneratedRegex("\"[^\"]*\\b(select\\s.*\\sfrom|insert\\s+into|update\\s+\\w+(\\s+as\\s+\\w+)?\\s+set|delete\\s+from)\\b", RegexOptions.Singleline)]
    private static partial Regex Statement();

    // A store that grows is split by what it is for: XStore.cs, XStore.Reading.cs.
    [GeneratedRegex(@"Store(\.\w+)?\.cs$")]
    private static partial Regex StoreFile();

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}

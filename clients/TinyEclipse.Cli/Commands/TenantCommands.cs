using System.CommandLine;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Cli.Commands;

internal static class TenantCommands
{
    private static readonly Argument<string> Name = new("name") { Description = Words.TenantName };
    private static readonly Argument<string> Domain = new("domain") { Description = Words.TenantDomain };
    private static readonly Argument<string> Id = Checks.Id(new Argument<string>("id") { Description = Words.TenantId });
    private static readonly Argument<string> OptionalId =
        Checks.Id(new Argument<string>("id") { Description = Words.TenantIdOrDefault, Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "" });

    private static readonly Argument<string> NewPlan = new Argument<string>("plan") { Description = Words.PlanChoice }.AcceptAmong(EnumWords.All<Plan>());
    private static readonly Option<string?> PlanOption = new Option<string?>("--plan") { Description = Words.PlanChoice }.AcceptAmong(EnumWords.All<Plan>());
    private static readonly Option<string?> TimeZone = new("--time-zone") { Description = Words.TimeZoneChoice, HelpName = "NAME" };
    private static readonly Option<string?> AbandonMinutes = AbandonAfter(Words.AbandonMinutesChoice);

    private static readonly Option<string?> NewName = new("--name") { Description = Words.TenantName, HelpName = "NAME" };
    private static readonly Option<string?> NewDomain = new("--domain") { Description = Words.TenantDomainChange, HelpName = "HOST" };
    private static readonly Option<string?> NewTimeZone = new("--time-zone") { Description = Words.TenantTimeZone, HelpName = "NAME" };
    private static readonly Option<string?> NewAbandonMinutes = AbandonAfter(Words.TenantAbandonMinutes);

    public static Command All() => new("tenants", Words.Tenants)
    {
        List(),
        Show(),
        Create(),
        Update(),
        ChangePlan(),
    };

    private static Option<string?> AbandonAfter(string description) =>
        Checks.Number(new Option<string?>("--abandon-minutes") { Description = description, HelpName = "N" }, 20, 1440);

    private static Command List() => new Command("list", Words.TenantsList).WithPaging().Does(async (run, cancellationToken) =>
    {
        var page = await run.CollectAsync(
            (size, token) => run.Client.Tenants.ListTenantsAsync(new() { PageSize = size, PageToken = token }, cancellationToken: cancellationToken),
            page => page.Tenants,
            page => page.NextPageToken);
        if (run.Report.Document(page))
            return;

        var table = new Table(new(Words.Name, Shrinks: true), new(Words.Plan), new(Words.Domain, Shrinks: true), new(Words.Id));
        foreach (var tenant in page.Tenants)
            table.Add(tenant.Name, tenant.Plan.Word(), tenant.Domain, tenant.Id);
        run.Report.Table(table);
    });

    private static Command Show() => new Command("show", Words.TenantsShow) { OptionalId }.Does(async (run, cancellationToken) =>
    {
        Print(run, await run.Client.Tenants.GetTenantAsync(new() { TenantId = Asked(run) }, cancellationToken: cancellationToken));
    });

    private static Command Create() =>
        new Command("create", Words.TenantsCreate) { Name, Domain, PlanOption, TimeZone, AbandonMinutes }.Does(async (run, cancellationToken) =>
        {
            var tenant = new Tenant
            {
                Name = run.Value(Name),
                Domain = run.Value(Domain),
                Plan = EnumWords.Parse<Plan>(run.Value(PlanOption)),
                TimeZone = run.Value(TimeZone) ?? "",
                CartAbandonMinutes = run.Number(AbandonMinutes, 0),
            };
            Print(run, await run.Client.Tenants.CreateTenantAsync(new() { Tenant = tenant }, cancellationToken: cancellationToken));
        });

    private static Command Update() =>
        new Command("update", Words.TenantsUpdate) { OptionalId, NewName, NewDomain, NewTimeZone, NewAbandonMinutes, CommonOptions.Etag }.Does(async (run, cancellationToken) =>
        {
            var tenant = new Tenant();
            var mask = new Changes(run)
                .Set(NewName, "name", name => tenant.Name = name)
                .Set(NewDomain, "domain", domain => tenant.Domain = domain)
                .Set(NewTimeZone, "time_zone", zone => tenant.TimeZone = zone)
                .Set(NewAbandonMinutes, "cart_abandon_minutes", _ => tenant.CartAbandonMinutes = run.Number(NewAbandonMinutes, 0))
                .ToMask();
            tenant.Etag = run.Value(CommonOptions.Etag)
                ?? (await run.Client.Tenants.GetTenantAsync(new() { TenantId = Asked(run) }, cancellationToken: cancellationToken)).Etag;
            var request = new UpdateTenantRequest { TenantId = Asked(run), Tenant = tenant, UpdateMask = mask };
            Print(run, await run.Client.Tenants.UpdateTenantAsync(request, cancellationToken: cancellationToken));
        });

    private static Command ChangePlan() =>
        new Command("plan", Words.TenantsPlan) { Id, NewPlan }.Does(async (run, cancellationToken) =>
        {
            var request = new ChangePlanRequest { TenantId = run.Value(Id), Plan = EnumWords.Parse<Plan>(run.Value(NewPlan)) };
            Print(run, await run.Client.Tenants.ChangePlanAsync(request, cancellationToken: cancellationToken));
        });

    /// <summary>The tenant that was named, or the usual one.</summary>
    private static string Asked(Run run) => run.Value(OptionalId) is { Length: > 0 } given ? given : run.TenantId;

    private static void Print(Run run, Tenant tenant)
    {
        if (run.Report.Document(tenant))
            return;
        run.Report.Details(
            (Words.Id, tenant.Id),
            (Words.Name, new Cell(tenant.Name, "bold")),
            (Words.Domain, tenant.Domain),
            (Words.Plan, tenant.Plan.Word()),
            (Words.TimeZone, tenant.TimeZone),
            (Words.AbandonedAfter, Say.That(Words.Minutes, tenant.CartAbandonMinutes)),
            (Words.Created, Human.Moment(tenant.CreateTime, run.Shell.Time)),
            (Words.Updated, Human.Moment(tenant.UpdateTime, run.Shell.Time)));
    }
}

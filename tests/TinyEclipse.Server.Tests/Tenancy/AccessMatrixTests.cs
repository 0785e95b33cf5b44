using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.People;
using TinyEclipse.Server.Tests.People;

namespace TinyEclipse.Server.Tests.Tenancy;

/// <summary>Every rpc by everybody: role, kind of credential and tenant, over gRPC and JSON. What must come of it follows from the method's option alone.</summary>
public sealed class AccessMatrixTests(AccessMatrixTests.Callers fixture) : IClassFixture<AccessMatrixTests.Callers>
{
    public static TheoryData<string> Methods => new(EveryMethod.All.Where(method => !EveryMethod.AccessOf(method).Public).Select(method => method.FullName));

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Everybody_opens_what_the_option_says_and_nothing_else(string name)
    {
        var method = EveryMethod.Named(name);
        var tries =
            from caller in fixture.All
            where !EndsItself(name, caller)
            from own in EveryMethod.NamesATenant(method) ? new[] { true, false } : [true]
            select OffenceAsync(method, caller, own);

        // At once, because a stream that is let in ends by its deadline alone.
        Assert.Empty((await Task.WhenAll(tries)).OfType<string>());
    }

    /// <summary>What went otherwise than the method's option says; null when nothing did.</summary>
    private async Task<string?> OffenceAsync(MethodDescriptor method, MatrixCaller caller, bool own)
    {
        var expected = caller.Opens(EveryMethod.AccessOf(method), own || !EveryMethod.NamesATenant(method));
        var tenant = own ? fixture.Own : fixture.Other;
        var grpc = await EveryMethod.CallGrpcAsync(method, caller.Caller, tenant.Id);
        var json = await EveryMethod.CallJsonAsync(method, caller.Caller, tenant.Id);
        return (grpc is not StatusCode.Unauthenticated and not StatusCode.PermissionDenied) == expected && (json is not 401 and not 403) == expected
            ? null
            : $"{caller.Name}, {(own ? "own" : "other")} tenant: gRPC {grpc}, JSON {json}, expected {(expected ? "in" : "out")}";
    }

    // Who signs out, or unpairs the site, is gone for the next method.
    private static bool EndsItself(string method, MatrixCaller caller) =>
        caller.Opens(EveryMethod.AccessOf(EveryMethod.Named(method)), own: true)
        && (method.EndsWith("SignOut", StringComparison.Ordinal) || method.EndsWith("RevokeOtherSessions", StringComparison.Ordinal) || method.EndsWith("UnpairSite", StringComparison.Ordinal));

    /// <summary>Somebody, and what the options open to them.</summary>
    public sealed record MatrixCaller(string Name, TestCaller Caller, Role Role, bool IsSite = false, bool IsSession = false, string Scope = "*")
    {
        /// <summary>Who proved long ago who they are opens nothing that asks for a fresh proof.</summary>
        public bool IsProofOld { get; init; }

        public bool Opens(Access access, bool own)
        {
            if (IsSite)
                return access.Site && own;
            if (Caller.Token.Length == 0 || (access.Session && !IsSession) || (access.StepUp && IsProofOld) || !Holds(access.Scope))
                return false;
            if (access.Session || access.Person)
                return true;
            return access.Role != Role.Unspecified && (Role == Role.Operator || (own && Role >= access.Role));
        }

        private bool Holds(string scope) => IsSession || Scope == "*" || scope is "" or "self:read" || scope == Scope;
    }

    /// <summary>One of each.</summary>
    public sealed class Callers(TestServer tests) : IAsyncLifetime
    {
        private RunningServer _server = null!;

        public TestTenant Own { get; private set; } = null!;

        public TestTenant Other { get; private set; } = null!;

        public List<MatrixCaller> All { get; } = [];

        public async ValueTask InitializeAsync()
        {
            var database = await tests.NewDatabaseAsync();
            _server = await TestServer.StartAsync(database);
            (Own, Other) = (await _server.NewTenantAsync(), await _server.NewTenantAsync());
            await AddOwnerWithOldProofAsync(database);
            All.Add(new("nobody", _server.As(""), Role.Unspecified));
            All.Add(new("a site", Own.Site, Role.Unspecified, IsSite: true));
            for (var role = Role.Viewer; role <= Role.Owner; role++)
            {
                var person = await TestPerson.NewAsync(_server, Own.Tenant, role);
                All.Add(new($"{role}, session", await person.SignedInAsync(), role, IsSession: true));
                All.Add(new($"{role}, token", await _server.NewTokenAsync(person.Id), role));
                foreach (var scope in new[] { "shop:read", "sites:write" })
                    All.Add(new($"{role}, token for {scope}", await _server.NewTokenAsync(person.Id, scope), role, Scope: scope));
            }
            await AddOwnerOfBothAsync();
            await AddStrangerAndOperatorAsync();
        }

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        /// <summary>The first who signs in, since all sessions that there are grow old.</summary>
        private async Task AddOwnerWithOldProofAsync(string database)
        {
            var person = await TestPerson.NewAsync(_server, Own.Tenant, Role.Owner);
            All.Add(new("owner, session with an old proof", await person.SignedInAsync(), Role.Owner, IsSession: true) { IsProofOld = true });
            await PostgresServer.ExecuteAsync(database, "update sessions set authenticated_at = now() - interval '11 minutes'");
        }

        private async Task AddOwnerOfBothAsync()
        {
            var people = _server.Services.GetRequiredService<PersonStore>();
            var person = await TestPerson.NewAsync(_server, Own.Tenant, Role.Owner);
            await people.JoinAsync(Other.Tenant, person.Id, Role.Owner, CancellationToken.None);
            All.Add(new("owner of both, token limited to one", await _server.NewTokenAsync(person.Id, limitedTo: Own.Tenant), Role.Owner));
        }

        private async Task AddStrangerAndOperatorAsync()
        {
            var stranger = await TestPerson.NewAsync(_server);
            All.Add(new("stranger, session", await stranger.SignedInAsync(), Role.Unspecified, IsSession: true));
            All.Add(new("stranger, token", await _server.NewTokenAsync(stranger.Id), Role.Unspecified));
            var agency = await _server.Services.GetRequiredService<PersonStore>()
                .EnsureAcrossTenantsAsync($"{Guid.NewGuid():n}@example.be", "Operator", isOperator: true, CancellationToken.None);
            All.Add(new("operator, token", await _server.NewTokenAsync(agency), Role.Operator));
            All.Add(new("operator, token limited to one", await _server.NewTokenAsync(agency, limitedTo: Own.Tenant), Role.Owner));
        }
    }
}

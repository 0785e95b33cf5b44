using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.ApiTokens;

public sealed class ApiTokenService(ApiTokenStore tokens, AccessTable access, PageTokens pages, TimeProvider clock)
    : TinyEclipse.People.V1.ApiTokenService.ApiTokenServiceBase
{
    public override async Task<ApiToken> CreateApiToken(CreateApiTokenRequest request, ServerCallContext context)
    {
        var person = context.RequirePerson();
        var draft = request.ApiToken ?? new ApiToken();
        var now = Times.Now(clock);
        new Checks()
            .Text("api_token.name", draft.Name, 1, 100)
            .Field("api_token.scopes", draft.Scopes.Count > 0 && draft.Scopes.All(IsKnown), $"must name at least one of {Scopes.Everything}, {string.Join(", ", access.Scopes.Order(StringComparer.Ordinal))}")
            .Field("api_token.tenant_id", draft.TenantId.Length == 0 || Guid.TryParse(draft.TenantId, out _), "must be a UUID")
            .Expiry("api_token.expire_time", draft.ExpireTime, now, ApiTokenRules.Longest)
            .ThrowIfFailed();

        Guid? limit = draft.TenantId.Length > 0 ? context.RequireTenant(draft.TenantId).Value : null;
        return await tokens.CreateAcrossTenantsAsync(
            new(person.PersonId, draft.Name, [.. draft.Scopes.Distinct(StringComparer.Ordinal)], limit, ApiTokenRules.End(draft.ExpireTime?.ToDateTimeOffset(), now)),
            context.CancellationToken) ?? throw RpcErrors.NotFound("tenant", draft.TenantId);
    }

    public override async Task<ListApiTokensResponse> ListApiTokens(ListApiTokensRequest request, ServerCallContext context)
    {
        var page = pages.ByTime(request);
        var found = await tokens.ListAcrossTenantsAsync(context.RequirePerson().PersonId, page, context.CancellationToken);

        var response = new ListApiTokensResponse();
        response.NextPageToken = pages.Fill(response.ApiTokens, found, page, token => token.CreateTime, token => token.Id);
        return response;
    }

    public override async Task<ApiToken> RotateApiToken(RotateApiTokenRequest request, ServerCallContext context)
    {
        var person = context.RequirePerson();
        var checks = new Checks();
        var id = checks.Id("api_token_id", request.ApiTokenId);
        checks
            .Overlap("overlap", request.Overlap)
            .Expiry("expire_time", request.ExpireTime, clock.GetUtcNow(), ApiTokenRules.Longest)
            .ThrowIfFailed();

        return await tokens.RotateAcrossTenantsAsync(
                person.PersonId, id, TokenTerms.OverlapOf(request.Overlap), request.ExpireTime?.ToDateTimeOffset(), context.CancellationToken)
            ?? throw NotFound(request.ApiTokenId);
    }

    public override async Task<Empty> RevokeApiToken(RevokeApiTokenRequest request, ServerCallContext context)
    {
        var person = context.RequirePerson();
        var id = Checks.RequireId("api_token_id", request.ApiTokenId);
        return await tokens.RevokeAcrossTenantsAsync(person.PersonId, id, context.CancellationToken) ? new() : throw NotFound(request.ApiTokenId);
    }

    public override async Task<ListTenantApiTokensResponse> ListTenantApiTokens(ListTenantApiTokensRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var page = pages.ByTime(request);
        var found = await tokens.ListAsync(tenant, page, context.CancellationToken);

        var response = new ListTenantApiTokensResponse();
        response.NextPageToken = pages.Fill(response.ApiTokens, found, page, token => token.CreateTime, token => token.Id);
        return response;
    }

    public override async Task<Empty> RevokeTenantApiToken(RevokeTenantApiTokenRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var id = Checks.RequireId("api_token_id", request.ApiTokenId);
        return await tokens.RevokeAsync(tenant, id, context.CancellationToken) ? new() : throw NotFound(request.ApiTokenId);
    }

    private bool IsKnown(string scope) => scope == Scopes.Everything || access.Scopes.Contains(scope);

    private static RpcException NotFound(string id) => RpcErrors.NotFound("api_token", id);
}

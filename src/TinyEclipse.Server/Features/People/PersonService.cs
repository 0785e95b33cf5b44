using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People;

public sealed class PersonService(PersonStore people) : TinyEclipse.People.V1.PersonService.PersonServiceBase
{
    public override async Task<Person> GetMe(GetMeRequest request, ServerCallContext context)
    {
        var person = context.RequirePerson();
        return await people.FindAcrossTenantsAsync(person.PersonId, person.TokenTenantId, context.CancellationToken)
            ?? throw RpcErrors.NotFound("person", person.PersonId.ToString());
    }
}

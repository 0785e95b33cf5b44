using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Privacy;

/// <summary>What a part of the product holds about a contact, in the order of keys that never change: who reads on behind one misses nothing and sees nothing twice.</summary>
public delegate Task<IReadOnlyList<ContactDatum>> ReadContactData(TenantTransaction transaction, Guid contactId, ContactDataSlice slice, CancellationToken cancellationToken);

/// <summary>Makes that part forget a contact; what stays must not lead to the person.</summary>
public delegate Task EraseContactData(TenantTransaction transaction, Guid contactId, CancellationToken cancellationToken);

/// <summary>
/// What one part of the product answers for when a contact asks what is known of them, or wants to be forgotten. Each feature registers its own; a test finds
/// the tables that nobody answers for.
/// </summary>
/// <param name="Name">Of the list in the export.</param>
/// <param name="Tables">Where it is kept.</param>
/// <param name="ReadAsync">For the export.</param>
/// <param name="EraseAsync">For the erasure, in the transaction that all parts share.</param>
public sealed record ContactDataPart(string Name, IReadOnlyList<string> Tables, ReadContactData ReadAsync, EraseContactData EraseAsync);

public static class ContactDataRegistration
{
    public static void AddContactData<T>(
        this IServiceCollection services, string name, string[] tables, Func<T, ReadContactData> read, Func<T, EraseContactData> erase)
        where T : notnull =>
        services.AddSingleton(provider =>
        {
            var store = provider.GetRequiredService<T>();
            return new ContactDataPart(name, tables, read(store), erase(store));
        });
}

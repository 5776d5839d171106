using CellDynamics.Runs.Model;
using CellDynamics.Runs.Projects;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Accounts;

/// <summary>Whom somebody means who types a name or an address to let that person in. A name decides nothing where it may be another person's address.</summary>
internal static class NamedPerson
{
    /// <exception cref="ProjectException">There is no such account, or more than one, or nothing but the provider's word that nobody verified says whose address it is.</exception>
    public static async Task<AccountRecord> FindAsync(CellDynamicsDb db, string nameOrEmail, CancellationToken cancellationToken)
    {
        string typed = nameOrEmail.Trim(), wanted = typed.ToUpperInvariant();
        List<AccountRecord> meant = await db.Users.Where(a => (a.NormalizedEmail == wanted || a.NormalizedUserName == wanted) && !a.IsDisabled).OrderBy(a => a.NormalizedUserName).ToListAsync(cancellationToken);
        if (meant.Count == 0)
            throw new ProjectException($"There is no account \"{typed}\". An administrator of this site has to add the person first.");
        if (meant.Count > 1)
            throw new ProjectException($"Expected one account \"{typed}\", found {meant.Count}: {string.Join(", ", meant.Select(a => $"{a.UserName} ({a.DisplayName})"))}. Ask the person for the sign-in name that their page \"Your account\" shows, and add that.");
        // An address that an administrator entered is vouched for; one that came with the person from the provider only where the provider verified it.
        AccountRecord found = meant[0];
        if (found.NormalizedUserName != wanted && !found.EmailConfirmed && await db.UserLogins.AnyAsync(l => l.UserId == found.Id, cancellationToken))
            throw new ProjectException($"The provider has not verified that {typed} is the address of the account {found.UserName} ({found.DisplayName}). If this is whom you mean, add the sign-in name {found.UserName}.");
        return found;
    }
}

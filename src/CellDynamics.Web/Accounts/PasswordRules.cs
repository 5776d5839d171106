using CellDynamics.Runs.Model;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Passwords;
using Microsoft.AspNetCore.Identity;

namespace CellDynamics.Web.Accounts;

/// <summary>Refuses what is easily guessed: breached and common passwords, patterns, words of the site, and the person's own names. Ref: Wheeler (2016) zxcvbn, USENIX Security.</summary>
public sealed class PasswordRules(SiteOptions site) : IPasswordValidator<AccountRecord>
{
    public const int Shortest = 12;
    public const int Longest = 200;

    /// <summary>Of PBKDF2 with HMAC-SHA-512. Ref: OWASP Password Storage Cheat Sheet.</summary>
    public const int HashRounds = 210_000;

    /// <summary>A hundred million guesses: more than anybody can try against a site that lets ten in a quarter of an hour.</summary>
    private const int LeastScore = 3;

    // The estimate takes long for long texts, and what follows such a beginning makes it only harder to guess.
    private const int Judged = 60;

    public Task<IdentityResult> ValidateAsync(UserManager<AccountRecord> manager, AccountRecord user, string? password)
    {
        if (password is null || password.Length < Shortest)
            return Task.FromResult(IdentityResult.Success); // Identity says so itself.
        if (password.Length > Longest)
            return Refuse($"Expected at most {Longest} characters.");
        if (BreachedPasswords.Contain(password))
            return Refuse("This password is easily guessed: it became known when another site was broken into. Take several words that have nothing to do with each other.");
        string[] known = ["celldynamics", .. (site.Address?.Host ?? "").Split('.'), user.UserName ?? "", user.DisplayName, user.Email ?? "", .. user.DisplayName.Split(' '), .. (user.Email ?? "").Split('@', '.')];
        int score = Zxcvbn.Zxcvbn.MatchPassword(password[..Math.Min(password.Length, Judged)], known.Where(word => word.Length > 2)).Score;
        return score >= LeastScore ? Task.FromResult(IdentityResult.Success) : Refuse("This password is easily guessed. Take several words that have nothing to do with each other.");
    }

    private static Task<IdentityResult> Refuse(string why) => Task.FromResult(IdentityResult.Failed(new IdentityError { Code = "PasswordRules", Description = why }));
}

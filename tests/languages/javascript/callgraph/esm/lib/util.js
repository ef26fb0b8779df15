export function helper() {
  return 1;
}

export const twice = (x) => helper(x); //> ::twice -> ::helper
